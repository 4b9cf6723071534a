package people

import (
	"strings"
	"testing"
)

func TestOnlyTheRightPasswordMatches(t *testing.T) {
	hash, err := Hash(t.Context(), "春风又绿江南岸2026")
	if err != nil {
		t.Fatal(err)
	}
	again, err := Hash(t.Context(), "春风又绿江南岸2026")
	if err != nil {
		t.Fatal(err)
	}
	if hash == again {
		t.Error("two hashes of one password are the same")
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", hash)
	}
	for _, c := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "春风又绿江南岸2026", true}, {again, "春风又绿江南岸2026", true}, {hash, "春风又绿江南岸2025", false}, {hash, "", false},
		{"", "", false}, {"$argon2id$v=19$m=19456,t=2,p=1$$", "", false}, {"$argon2id$v=19$m=99999999,t=2,p=1$YQ$YQ", "", false},
		{strings.Replace(hash, "argon2id", "argon2i", 1), "春风又绿江南岸2026", false},
	} {
		if got, err := Matches(t.Context(), c.hash, c.password); got != c.want || err != nil {
			t.Errorf("Matches(%q, %q) = %v, %v", c.hash, c.password, got, err)
		}
	}
}

func TestWhatAnAccountMayBe(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{CheckName("张三"), ""}, {CheckName("li.si-2"), ""}, {CheckName("a"), "2 至 32"}, {CheckName("a b"), "不能有“ ”"}, {CheckName("<a>"), "不能有“<”"},
		{CheckFullName("张三"), ""}, {CheckFullName(" 张三"), "前后没有空格"}, {CheckFullName(""), "1 至 40"},
		{CheckRole(Liaison, "", nil), "须写明所属单位"}, {CheckRole(Liaison, "edu", []string{"edu"}), ""}, {CheckRole(Liaison, "x", []string{"edu"}), "没有单位 x"},
		{CheckRole(Officer, "edu", []string{"edu"}), "不属于某一个单位"}, {CheckRole("boss", "", nil), "没有角色"}, {CheckRole(Leader, "", nil), ""},
		{CheckPassword("zhang", "0123456789"), ""}, {CheckPassword("zhang", "short"), "至少 10"}, {CheckPassword("zhang", "aaaaaaaaaaaa"), "同一个字符"},
		{CheckPassword("zhangsan1234", "ZhangSan1234"), "与用户名相同"}, {CheckPassword("zhang", ""), "至少 10"},
	} {
		if c.want == "" && c.err != nil || c.want != "" && (c.err == nil || !strings.Contains(c.err.Error(), c.want)) {
			t.Errorf("got %v, want %q", c.err, c.want)
		}
	}
}
