// Package people says who may sign in and what each role may do: the account
// names of the office's work, and passwords.
package people

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Program signs what no person did.
const Program = "读网程序"

// A Role (角色) is what somebody does in the office's work.
type Role string

// Roles, by who has them.
const (
	Admin    Role = "admin"    // 管理员: installs, backs up, adds people
	Officer  Role = "officer"  // 经办: the weekly round
	Reviewer Role = "reviewer" // 审核: the second person
	Liaison  Role = "liaison"  // 单位联络员: answers for one unit
	Leader   Role = "leader"   // 领导: of a unit when the account has one, else of the office
	Assessor Role = "assessor" // 考核组
)

// A RoleName is a role with the office's word for it.
type RoleName struct {
	Role    Role
	Chinese string
}

// Roles lists every role in the order in which screens list them.
var Roles = []RoleName{
	{Admin, "管理员"}, {Officer, "公开办经办"}, {Reviewer, "公开办审核"}, {Liaison, "单位联络员"}, {Leader, "领导"}, {Assessor, "考核组"},
}

// Word returns the office's word for a role, the role itself when it is none.
func (r Role) Word() string {
	for _, n := range Roles {
		if n.Role == r {
			return n.Chinese
		}
	}
	return string(r)
}

// Known tells whether r is a role.
func (r Role) Known() bool {
	return slices.ContainsFunc(Roles, func(n RoleName) bool { return n.Role == r })
}

// NeedsUnit tells whether accounts of the role belong to one unit.
func (r Role) NeedsUnit() bool { return r == Liaison }

// MayHaveUnit tells whether accounts of the role can belong to one unit.
func (r Role) MayHaveUnit() bool { return r == Liaison || r == Leader }

// CheckName refuses what cannot be a user's name: it is 2 to 32 letters,
// digits, Chinese characters, dots, hyphens or underscores.
func CheckName(name string) error {
	n := 0
	for _, r := range name {
		if n++; !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r) {
			return fmt.Errorf("用户名 %q 中不能有“%c”；可用字母、数字、汉字、点、横线", name, r)
		}
	}
	if n < 2 || n > 32 {
		return fmt.Errorf("用户名 %q 应为 2 至 32 个字符", name)
	}
	return nil
}

// CheckFullName refuses what cannot be the name that events are signed with.
func CheckFullName(name string) error {
	if strings.TrimSpace(name) != name || name == "" || len([]rune(name)) > 40 || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("姓名 %q 无效；应为 1 至 40 个字，前后没有空格", name)
	}
	return nil
}

// CheckRole refuses a role that is none, and a unit where it does not belong
// or is missing; known are the ids of units.
func CheckRole(r Role, unit string, known []string) error {
	if !r.Known() {
		var words []string
		for _, n := range Roles {
			words = append(words, string(n.Role)+"（"+n.Chinese+"）")
		}
		return fmt.Errorf("没有角色 %q；应为 %s 之一", r, strings.Join(words, "、"))
	}
	switch {
	case unit == "" && r.NeedsUnit():
		return fmt.Errorf("%s须写明所属单位", r.Word())
	case unit == "":
		return nil
	case !r.MayHaveUnit():
		return fmt.Errorf("%s不属于某一个单位，请不要写单位", r.Word())
	case !slices.Contains(known, unit):
		return fmt.Errorf("配置中没有单位 %s", unit)
	}
	return nil
}
