// Package rules holds the rulesets (指标体系): which check a rule uses, with
// which arguments, by which clause, what a violation costs, by when it is to be
// put right, and how. Checks measure and know no numbers; rulesets cite and
// know no code; package score does the arithmetic.
//
// A ruleset is a YAML file. The built-in ones stand in rulesets/ and are
// addressed by name; an office adds its own by path. A file that extends
// another states only what differs: an entry with a known id overrides the
// keys it states, drop removes a rule, new entries are added. A digest over
// the bytes of the whole chain stands with every result, because a set that
// was used is never edited: a new year is a new file.
//
// What a rule claims, it has to be able to show:
//   - basis names a document that the set declares, and the clause. Its text
//     is a quotation, word for word, and only where the document is at hand;
//     a test finds every quotation under its clause.
//   - verified says that clause and values were read in the document. Where
//     one could not be, it is false and the note says what is open.
//   - own marks points that no document gives.
//
// # The year
//
// assessment and manual say how a year becomes a score (年度考核). Both may be
// left out: a set is then assessed by its groups and rules.
//
//	assessment:
//	  parts:                       # 权重分值; they add up to scheme.base
//	    - {id: yearly, title: 年度专项业务工作, points: 90}
//	    - {id: routine, title: 日常工作, points: 10}
//	  groups:                      # 一级指标, in the order of the table
//	    - id: disclosure
//	      title: 主动公开
//	      part: yearly             # where there are parts
//	      points: 24               # of its manual items, and the rest for rules and answers
//	      rules: [publish-late-20wd]  # rules whose cases cost points here, by their own price and cap
//	      rest: true               # or: all further rules that deduct points; one group only
//	      answers: {late: 1, overdue: 2, refuted: 1, relapse: 2}
//	      own: true                # no document gives these points
//	      basis: [{document: 白银考核, clause: 第七条（三）}]
//	  classes:                     # tables by class of unit; the first that fits
//	    - {id: township, title: 乡镇（街道）, kinds: [township], skip: [channels], points: {disclosure: 20}}
//	  bonus: {gate: 80, above: true, cap: 30}
//	  duty: {none: skip, statement: full, exemption: skip}  # skip, full, none
//	manual:                        # 人工评分项, entered by assessors in a spreadsheet
//	  - id: training               # lower-case words, never changed: entries of past years name it
//	    title: 业务培训
//	    group: safeguard           # a group of the assessment, or of the set when it states none
//	    points: 2
//	    effect: score              # the default; bonus = 加分, veto = 单项否决 (no points)
//	    standard: 每年至少组织一次业务培训2分   # 评分标准
//	    proof: 通知、签到表、课件              # 佐证材料
//	    applies: {kinds: [department]}         # whom it binds; all when left out
//	    basis: [{document: 白银考核, clause: 第七条（九）, text: 组织政务公开工作业务培训}]
//	    own: true                  # the points are the project's own
//	    verified: true             # clause and words were read in the document
//
// A stated group is fully used: what its manual items leave of its points is
// for rules, rest or answers, and a group without any of those is the sum of
// its manual items. Points in sum that differ from the part's (or the base)
// are scaled to it. A file that extends another replaces the assessment whole
// when it states one; manual items merge by id like rules, and drop removes
// them.
//
// Rules of one set must not price one fact twice: two rules of one check look
// at different fields, tags, marks, sections, kinds or column types.
package rules
