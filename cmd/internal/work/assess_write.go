package work

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"duwang/cmd/internal/store"
	"duwang/reports/assess"
	"duwang/reports/xlsx"
)

// Names of the papers of an assessment.
const (
	ScoreBookName    = "考核评分表.xlsx"
	AssessResultName = "考核结果.json"
	EntryBookName    = "考核录入表.xlsx"
)

// AssessPapers makes the papers of an assessment: score book, ranking,
// bulletin, a feedback sheet a unit, and the result for programs.
func AssessPapers(r *assess.Result) ([]store.File, error) {
	var out []store.File
	var err error
	add := func(name string, write func(io.Writer) error) {
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err = write(&b); err != nil {
			err = fmt.Errorf("写 %s：%w", name, err)
			return
		}
		out = append(out, store.File{Name: name, Content: b.Bytes()})
	}
	add(ScoreBookName, func(w io.Writer) error { return xlsx.WriteAssessment(w, r) })
	add(AssessResultName, func(w io.Writer) error { return encodeResult(w, r) })
	for _, u := range r.Ranking() {
		add("反馈表-"+u.ID+".xlsx", func(w io.Writer) error { return xlsx.WriteUnitAssessment(w, r, u) })
	}
	return out, err
}

func encodeResult(w io.Writer, r *assess.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(r)
}
