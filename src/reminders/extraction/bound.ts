/** Bodies and people that can be bound: the last word of their name. */
const BODY =
  '(?:企业|公司|集团|单位|部门|机构|委员会|国资委|纪委|纪检组|党委|党组织|党组|支部|董事会|监事会|经理层|办公室|领导小组|工作组|人员|负责人|第一责任人|责任人|合规官|法律顾问|合规管理员|管理人|联络员|牵头人|监管局|监督管理局|管理局|公安局|财政局|审计局|局|处室|科室|法务部|合规部|财务部|审计部|人力资源部|院|学校|政府|运营者|处理者|经营者|提供者|控制者|主体|股东|中介机构|事务所|各地|各区县|员工|职工|干部|成员|党员)'
const PREDICATE =
  '(?=(?:都|均|也|还|再|原则上|一般|首先|统一|共同|分别|每个?|全部|全面|按|应|要|需|须|必须|务必|请|负责|牵头|会同|联合|组织|开展|对|将|把|在|于|自|从|向|与|定期|根据|依据|按照|结合|依法|依照|制定|制订|建立|设立|设置|配备|明确|完善|编制|报送|报告|提交|上报|完成|成立|做好|加强|落实|推动|推进|指导|督促|修订|更新|召开|填报|汇总|审核|审议|选派|安排|接受|参加|签订|签署|不得|可|至少|年内|年底|今年|明年|[上下]半年|[一二三四]季度|\\d|到|至|及时|收到|接到|发现|认为|拟|未|经|组成|抽调|选取|选择|抽取|通报|印发|审批|批准|受理|处理|查处|整改|反馈|答复|评估|监督|参与|执行|遵守|履行|承担|保存|公示|披露|通知|告知|采取|提供|保障|确定|指定|聘请|委托|统筹|协调|跟踪|梳理|排查|识别|研究|听取|实行|实施|建设|搭建|接入|使用|配合|协助|主动|积极|认真|严格|切实|充分|加快|加大|持续|深入|层层|逐级|逐项|同步|,(?:应|要|须|需|必须|负责|将|请|于|在|每)))'
const SUBJECT = new RegExp(
  `^(?<who>[\\p{Script=Han}a-z、()"]{0,40}?${BODY}(?:集团)?(?:层面)?(?:\\([^)]{1,12}\\))?)${PREDICATE}`,
  'u',
)
/** Words a verb phrase or adverbial begins with; a name that begins so is none. */
const NO_NAME =
  /^(?:建立|制定|制订|完善|推进|推动|加强|开展|组织(?!部|实施单位)|落实|强化|鼓励|提倡|探索|将|把|对|按|根据|依据|为|通过|针对|围绕|结合|在|由|以|从|向|与|于|至少|坚持|充分|编制|明确|形成|分专业|包含|存在|积极|搭建|本着|如|若|凡|因|经(?!理|营|济)|设立|设置|配备|及时|定期|每|支持|严格|认真|做好|健全|深化|优化|发挥|成立|全面|完成|报送|实现|确保|纳入|督促|指导|协助|配合|参加|召开|并(?!购)|同时|其中|力争|持续|进一步|到|至|年|不|可|应(?!急)|要|须|需)/u
/** "各企业集团层面…建成率": whose share it is is who must reach it. */
const OWNER =
  /^(?<who>(?:各|所有|全体|所属)[\p{Script=Han}]{0,12}?(?:企业|单位|公司|集团|部门|机构)(?:集团)?(?:层面)?)/u
const BY = new RegExp(
  `由(?<who>[\\p{Script=Han}、]{0,20}?${BODY})(?=负责|牵头|组织|签|审|报|统一|汇总|督促|会同|承担|实施)`,
  'u',
)
const LED_IN =
  /^(?:[一二三四五六七八九十\d]是|[(（][\d一二三四五六七八九十]+[)）]|首先|其次|此外|同时|请|其中|并且?|另外)[,、]?/u
/** "合规管理部门全部配置到位": what is put in place, not who puts it there. */
const PUT_IN_PLACE =
  /^(?:全部|均|都)?(?:配置|配备|设置|设立|建设|组建|安排|落实)?(?:到位|建成|建立健全|投入使用|落实到位|全覆盖)/u
/** "合规管理员配备率": of people in a post, whose share is measured; "二级企业设立比例" binds the enterprises. */
const SHARE_OF_PEOPLE = /^[^,]*?(?:员|官|顾问)(?:配置|配备|设置|到岗|持证)(?:率|比例)/u

/**
 * Who a piece of a sentence binds, as it says it: its subject, or the body it is to be done by. Undefined when it names none.
 *
 * @param folded the piece without the time phrase it may begin with
 */
export function whoIn(folded: string): string | undefined {
  let rest = folded.replace(LED_IN, '')
  for (let skipped = 0; skipped < 4; skipped++) {
    const who = NO_NAME.test(rest) ? undefined : SUBJECT.exec(rest)?.groups?.who
    if (who && !PUT_IN_PLACE.test(rest.slice(who.length)) && !SHARE_OF_PEOPLE.test(rest)) return balanced(who)
    if (who) return undefined
    const comma = rest.indexOf(',')
    if (comma < 0 || !/^(?:根据|按照|依据|为|针对|围绕|结合|通过|本着|在|自|对于?|经|如|凡|存在|参考)/u.test(rest))
      break
    rest = rest.slice(comma + 1)
  }
  return OWNER.exec(folded.replace(LED_IN, ''))?.groups?.who ?? BY.exec(folded)?.groups?.who
}

/** Without an opening bracket that never closes. */
function balanced(who: string): string {
  return who.includes('(') && !who.includes(')') ? who.slice(0, who.indexOf('(')) : who
}

const ADDRESSEE = new RegExp(`^(?<who>(?:各|市|省|区|县|委|局)[\\p{Script=Han}、,()]{0,40}?${BODY}):$`, 'u')

/** The addressee line of a letter or notice ("各出资监管企业："). */
export function addresseeIn(folded: string): string | undefined {
  return ADDRESSEE.exec(folded)?.groups?.who
}

/** The body a table row names in its column for it ("责任单位：各企业；"). */
export function whoInRow(folded: string): string | undefined {
  return /(?:责任|牵头|主责|实施|承办|落实|负责)(?:单位|部门|主体|人|机构)(?:\/[^:]*)?:(?<who>[^;。]{1,40})/u.exec(
    folded,
  )?.groups?.who
}
