package portal

// Kinds of Word.
const (
	WordTypo         = "typo"         // 错别字
	WordMisstatement = "misstatement" // 严重表述错误
	WordHarmful      = "harmful"      // 有害内容
)

// A Word is a word of a list that a text holds and that ought not to stand
// there so: a lead for a person.
type Word struct {
	Kind  string `json:"kind"`
	Wrong string `json:"wrong"`
	Right string `json:"right,omitempty"`
	From  string `json:"from,omitempty"` // where the list has it from
	Count int    `json:"count"`
	Quote string `json:"quote,omitempty"` // the first place with the words around it
}
