package store_test

import (
	"testing"

	"duwang/cmd/internal/store/storetest"
)

func TestMain(m *testing.M) {
	storetest.Child()
	m.Run()
}

func TestSQLite(t *testing.T) { storetest.Run(t, storetest.SQLite) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres(t)) }

func TestPowerCuts(t *testing.T) { storetest.PowerCuts(t) }
