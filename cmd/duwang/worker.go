package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

func newWorker() *cobra.Command {
	var file string
	var parallel int
	c := &cobra.Command{
		Use: "worker -c 文件", Short: "再加一台采集机，与 duwang serve 共用同一个 PostgreSQL", Args: cobra.NoArgs,
		Long: `在另一台机器上分担采集。各台机器用同一份配置、同一个 PostgreSQL；同一个站点同一时间只由一台机器读取，
每主机的速率不因机器增多而提高。一台机器断电后，它手上的站点约一分钟后由别的机器接着读。`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(file)
			if err != nil {
				return err
			}
			if !cfg.Postgres() {
				return usage("duwang worker 只用于 PostgreSQL；配置中的 store 是 SQLite 文件 %s，由 duwang serve 自己采集即可", cfg.Store)
			}
			st, err := store.Open(cmd.Context(), cfg.Store)
			if err != nil {
				return err
			}
			defer st.Close()
			name := workerName()
			fmt.Fprintf(cmd.OutOrStdout(), "采集机 %s 已就绪，按 Ctrl-C 退出；手上的内容会保存并交还。\n", name)
			r := &schedule.River{Worker: work.Worker{Config: cfg, Store: st, Name: name, Version: version}, Parallel: parallel,
				Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))}
			return r.Run(cmd.Context())
		},
	}
	configFlag(c, &file)
	c.Flags().IntVar(&parallel, "parallel", 8, "同时读取的站点`数`")
	return c
}
