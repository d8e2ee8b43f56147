/** Words that limit who is meant; one left out or put in changes whom a duty binds. */
const LIMITS = [
  '所属|下属|子(?=企业|公司)|重要|重点(?=企业|部门|单位|岗位)|兄弟|中央|境外|全资|控股|参股|二级|三级|(?:企业|公司)(?![及和、或])|业务|职能|合规管理|合规|审计|法务|法律|财务|人力资源|纪检监察|纪检|监察|巡察|巡视',
  '主要|副|首席|总(?=法律顾问|经理|会计师)|新入职|高级|一线|基层|领导|经营管理|管理|岗位|高风险|兼职|专职|党委|董事会|市|省|国务院|县级以上|人民|外部|独立|第三方',
].join('|')
/** Who can be bound, as an alternation for a pattern. */
export const HEADS = [
  '国资委|国有资产监督管理机构|委员会|领导小组|中心组|小组|办公室|董事会|监事会|股东会|股东大会|经理层|党组织|党委|党组|工会|职工代表大会',
  '用人单位|劳动者|当事人|法定代表人|实际控制人|股东|董事长|董事|监事|总经理|经理(?!层)|负责人|书记|主任|组长|科室|合规官|法律顾问|管理员|联络员',
  '集团(?:总部|本部)?|人员|员工|职工|干部|企业|公司|部门|机构|机关|单位|政府|法院|检察院|律师|会计师',
].join('|')
const ACTOR = new RegExp(`(?<limits>(?:(?:${LIMITS})[及和、或]?)*)(?<head>${HEADS})`, 'g')
const AT_THE_START = new RegExp(`^(?:${LIMITS}|各|本|该|全体|有关)*(?:${HEADS})`)

/** A text begins with someone who can be bound. */
export function startsWithActor(text: string): boolean {
  return AT_THE_START.test(text)
}

/** Behind these words stands not who must act but to or about whom something is done. */
const TOWARDS = /(?:向|对|报送|报|经|给|接受)(?:各|本|市|出资|监管|市本级)*$/

interface Actor {
  name: string
  /** Not behind a word like 向 or 对. */
  acts: boolean
  at: number
  end: number
}

/** "业务及职能部门" names two: 业务部门 and 职能部门. */
function actorsIn(text: string): Actor[] {
  return [...text.matchAll(ACTOR)].flatMap((match) => {
    const { limits = '', head = '' } = match.groups ?? {}
    const acts = !TOWARDS.test(text.slice(Math.max(0, match.index - 8), match.index))
    const ways = limits.split(/[及和、或]/)
    return ways.map((way) => ({
      name: plainName(way + head),
      acts,
      at: match.index,
      end: match.index + match[0].length,
    }))
  })
}

/** Without what policy texts put and leave out at will. */
function plainName(name: string): string {
  return name.replace(/^市(?=国资委)|兼职|专职/g, '').replace(/^(?:企业|公司)(?=.)/, '')
}

/** The first whom a claim binds or names and its quotes do not, or name only as the one to whom something is done. Folded texts. */
export function foreignAddressee(said: string, quoted: string): string | undefined {
  const known = actorsIn(quoted)
  return actorsIn(said).find((actor) => {
    const same = known.filter((other) => other.name === actor.name)
    if (same.length === 0) return true
    return actor.acts && opens(said, actor.at) && !same.some((other) => other.acts)
  })?.name
}

/** Whether a word stands where the one who acts stands: at the beginning of a part of a sentence. */
function opens(text: string, at: number): boolean {
  const before =
    text
      .slice(0, at)
      .split(/[,;。:]/)
      .at(-1) ?? ''
  return /^(?:各|本|由|该|全体|市本级|市|出资|监管|国有)*$/.test(before)
}
