package json_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	write "duwang/reports/json"
	"duwang/reports/reportstest"
)

func TestResultIsReadBackAsItWas(t *testing.T) {
	res, _, _ := reportstest.County()
	var b bytes.Buffer
	if err := write.Write(&b, res); err != nil {
		t.Fatal(err)
	}
	var back checks.Result
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	compact := cmp.Transformer("compact", func(m json.RawMessage) string {
		var b bytes.Buffer
		if err := json.Compact(&b, m); err != nil {
			t.Fatal(err)
		}
		return b.String()
	})
	if diff := cmp.Diff(res, &back, compact); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	var again bytes.Buffer
	if err := write.Write(&again, &back); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("what was read back is written in other bytes")
	}
}

// TestRowByRowIsTheEncodersBytes also fails when a field of the result is
// forgotten: the county has something in each of them.
func TestRowByRowIsTheEncodersBytes(t *testing.T) {
	res, _, _ := reportstest.County()
	res.Scan.Notes = []string{"暂定 <b>&"}
	for v, i := reflect.ValueOf(*res), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the county leaves %s empty", v.Type().Field(i).Name)
		}
	}
	var want, got bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(res); err != nil {
		t.Fatal(err)
	}
	if err := write.Write(&got, res); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Errorf("bytes (-encoder +ours):\n%s", diff)
	}
}

func TestPointsDatesAndNamesAreThoseOfTheContract(t *testing.T) {
	res, _, _ := reportstest.County()
	var b bytes.Buffer
	if err := write.Write(&b, res); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"schema": "duwang.scan/1"`, `"as_of": "2026-11-20"`, `"started_at": "2026-11-19T18:00:00Z"`, `"score": 88.9`,
		`"void_reasons": []`, `"rectify_by": "2026-11-27"`, `<script>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestEmptyListsAreLists(t *testing.T) {
	var b bytes.Buffer
	if err := write.Write(&b, &checks.Result{Schema: checks.Schema}); err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"sites", "units", "columns", "findings", "warnings", "unverified"} {
		if string(raw[key]) != "[]" {
			t.Errorf("%s is %s, want []", key, raw[key])
		}
	}
}
