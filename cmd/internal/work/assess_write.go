package work

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/reports/assess"
	"duwang/reports/letter"
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
func AssessPapers(cfg *config.Config, r *assess.Result, set *rules.Set) ([]store.File, error) {
	by := Office(cfg)
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
	for _, l := range []struct {
		name string
		of   *letter.Letter
	}{{"考核排名", assess.RankingPaper(r, by)}, {"考核通报", assess.Bulletin(r, by, set)}} {
		add(l.name+".docx", l.of.WriteDOCX)
		add(l.name+".html", l.of.WriteHTML)
	}
	for _, u := range r.Ranking() {
		add("反馈表-"+u.ID+".docx", assess.Feedback(r, u, by).WriteDOCX)
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
