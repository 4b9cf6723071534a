package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

// A verifyView is a walk along the chain of evidence as --json writes it.
type verifyView struct {
	Whole    bool               `json:"whole"`
	Length   int64              `json:"links"`
	Head     string             `json:"head"`
	Loose    int                `json:"loose"` // events older than the chain
	Files    int                `json:"files"`
	Proofs   int                `json:"proofs"`
	Breaks   []store.ChainBreak `json:"breaks"`
	Unknown  []string           `json:"unknown_heads"`
	Standing map[string]int64   `json:"known_heads"`
}

func newVerify() *cobra.Command {
	var file string
	var heads []string
	var asJSON bool
	c := &cobra.Command{
		Use: "verify -c 文件", Short: "核对证据链：办理记录、下发的文件和证据有没有被改动", Args: cobra.NoArgs,
		Long: `每一条办理记录、每一份下发的文件、每一个证据文件都依次记入证据链，每一环的校验值都由内容和前面各环算出。
本命令从第一环核对到最后一环，并核对证据目录中的文件和各问题引用的网页，被改动、删除、插入的逐项指出。

请把“链尾校验值”抄在纸上或者另存；以后用 --head 核对，可以发现链尾被整段删去的情况。`,
		Example: "  duwang verify -c duwang.yaml\n  duwang verify -c duwang.yaml --head 3f2a…",
		RunE: func(cmd *cobra.Command, _ []string) error {
			for i, h := range heads {
				heads[i] = strings.ToLower(strings.TrimSpace(h))
			}
			return atDesk(cmd.Context(), file, func(d *desk) error { return d.verify(cmd, heads, asJSON) })
		},
	}
	configFlag(c, &file)
	c.Flags().StringSliceVar(&heads, "head", nil, "以前记下的链尾`校验值`，可多次")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	return c
}

func (d *desk) verify(cmd *cobra.Command, heads []string, asJSON bool) error {
	v, err := work.Verify(cmd.Context(), d.cfg, d.st, heads...)
	if err != nil {
		return err
	}
	view := verifyView{Length: v.Length, Head: v.Head, Loose: v.Loose, Files: v.Files, Proofs: v.Proofs,
		Breaks: append(append([]store.ChainBreak{}, v.Breaks...), v.Faults...), Unknown: []string{}, Standing: v.Hashes}
	for _, h := range heads {
		if v.Hashes[h] == 0 {
			view.Unknown = append(view.Unknown, h)
		}
	}
	view.Whole = len(view.Breaks)+len(view.Unknown) == 0
	w := cmd.OutOrStdout()
	if asJSON {
		if err := printJSON(w, view); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "证据链共%d环，核对证据文件%d个、引用的网页%d份。\n", view.Length, view.Files, view.Proofs)
		if view.Loose > 0 {
			fmt.Fprintf(w, "有%d条办理记录早于证据链，下次办理时一并记入。\n", view.Loose)
		}
		for _, h := range heads {
			if n := v.Hashes[h]; n > 0 {
				fmt.Fprintf(w, "校验值 %s 是第%d环，此前各环未变。\n", h, n)
			}
		}
		if view.Head != "" {
			fmt.Fprintf(w, "链尾校验值：%s\n", view.Head)
		}
	}
	if view.Whole {
		if !asJSON {
			fmt.Fprintln(w, "没有发现改动。")
		}
		return nil
	}
	if !asJSON {
		for _, b := range view.Breaks {
			where := "链外"
			if b.Seq > 0 {
				where = fmt.Sprintf("第%d环", b.Seq)
			}
			fmt.Fprintf(w, "%s（%s）：%s\n", where, b.Ref, b.Text)
		}
		for _, h := range view.Unknown {
			fmt.Fprintf(w, "校验值 %s 不在链上：链被截短或者改写，或者抄写有误。\n", h)
		}
	}
	return &exit{exitFailed, errors.New("证据链有断裂，请保留现场，用备份核对")}
}
