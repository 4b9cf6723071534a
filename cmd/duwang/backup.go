package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/spf13/cobra"

	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/store"
)

func oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("请写明一个备份文件，例如 duwang-20261121.db")
	}
	return nil
}

func newBackup() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "backup 文件 -c 文件", Short: "备份数据库；巡检和工作台可以照常运行", Args: oneFile,
		Long: `把数据库此刻的全部内容写成一个文件。文件要么完整，要么不存在；带有内容清单，恢复时逐表核对。
SQLite 和 PostgreSQL 的备份是同一种文件，可以恢复到任何一种数据库，也就是把县级的 SQLite 搬到 PostgreSQL 的办法。
证据（WARC 文件）不在其中，请另外复制证据目录。`,
		Example: "  duwang backup duwang-20261121.db -c duwang.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				list, err := d.st.Backup(cmd.Context(), args[0])
				if errors.Is(err, store.ErrConflict) {
					return usage("%v", err)
				}
				if err != nil {
					return err
				}
				info, err := os.Stat(args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "已备份到 %s：%d 张表，%d 行，%.1f 兆字节。证据目录 %s 请另行复制。\n",
					args[0], len(list), rowsOf(list), float64(info.Size())/(1<<20), d.cfg.Evidence)
				return nil
			})
		},
	}
	configFlag(c, &file)
	return c
}

func rowsOf(list []store.Tally) (n int64) {
	for _, t := range list {
		n += t.Rows
	}
	return n
}

func newRestore() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "restore 文件 -c 文件", Short: "把备份恢复到一个空的数据库", Args: oneFile,
		Long: `先核对备份文件是否完整，再写入配置中 store 所指的数据库，写完逐表核对。
目标数据库必须是空的：SQLite 请先把原来的文件改名，PostgreSQL 请新建一个数据库。出错时目标保持为空。`,
		Example: "  duwang restore duwang-20261121.db -c duwang.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				list, err := d.st.Restore(cmd.Context(), args[0])
				if errors.Is(err, store.ErrNotEmpty) || errors.Is(err, store.ErrBackup) {
					return usage("%v", err)
				}
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "已恢复并核对：%d 张表，%d 行。\n", len(list), rowsOf(list))
				}
				return err
			})
		},
	}
	configFlag(c, &file)
	return c
}

func newMigrate() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "migrate -c 文件", Short: "把数据库升级到本程序的版本；不能退回", Args: cobra.NoArgs,
		Long: `升级数据库的表。其他命令打开数据库时也会自动升级；多台机器共用 PostgreSQL 时，先停下各台机器，运行一次本命令，再逐台启动新版本。
数据库由更新版本的程序建立时不作任何改动：程序不会把数据库退回旧版本，要退回请用升级前的备份恢复。`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				v, err := d.st.Version(cmd.Context())
				if err != nil {
					return err
				}
				if d.cfg.Postgres() {
					pool, err := pgxpool.New(cmd.Context(), d.cfg.Store)
					if err != nil {
						return err
					}
					defer pool.Close()
					if err := schedule.MigrateRiver(cmd.Context(), pool); err != nil {
						return err
					}
				}
				fmt.Fprintf(cmd.OutOrStdout(), "数据库版本 %d，与本程序一致。\n", v)
				return nil
			})
		},
	}
	configFlag(c, &file)
	return c
}
