import { foldText } from '../../base/text.ts'

const LAW =
  /(?:公司|劳动合同|劳动|刑|宪|安全生产|数据安全|个人信息保护|招标投标|招投标|政府采购|反不正当竞争|反垄断|反洗钱|反间谍|企业国有资产|国有资产|国资|网络安全|环境保护|环保|监察|审计|会计|证券|保密|档案|行政处罚|行政许可|仲裁|专利|商标|著作权|出口管制|外商投资|对外贸易|海关|税收征管|企业所得税|破产|合伙企业|工会|社会保险|消防|建筑|土地管理|民事诉讼|刑事诉讼)法(?![律治规制务院定])|民法典|治安管理处罚法/u
const INSTRUMENT =
  /[\u4e00-\u9fff]{3,20}(?:条例|办法|指引|准则|暂行规定|实施细则|指导意见|若干规定|管理规定|通知|白皮书|国家标准|公约)/gu
const CONTENT =
  /第[零〇一二三四五六七八九十百\d]+[条款章]|原文|全文|怎么(?:写|说|规定|讲|定)|如何规定|规定了|规定的|里面?(?:怎么|有|对|关于|是|说|写|要求)|中(?:对|关于|是如何|怎么)|的?(?:具体)?(?:内容|要求|条文|规定)|对.{1,14}(?:有|怎么|如何|是|要求|规定)|讲(?:了|的)?(?:什么|啥)|哪一?条|多少条|什么时候(?:出台|实施|施行|生效)|发给?我|发一份/u
const RELATION = /参照|对照|依据|根据|参考|结合|跟|按照?哪|哪个文件|哪部|什么文件/u

/** A document named by its number (国资委令第42号, 〔2022〕15号). */
const NUMBERED = /(?:令|文件?|发|办)第?\d{1,4}号|第\d{1,4}号令|[〔[(]20\d\d[〕\])]第?\d+号/u

/**
 * The document outside the corpus whose content a question asks for ("《公司法》第十二条原文"), if any. Asking how it relates
 * to a document of the corpus ("要对照哪个办法") is not asking for its content.
 *
 * @param titles titles of the documents in the corpus
 */
export function foreignDocument(question: string, titles: () => readonly string[]): string | undefined {
  const text = foldText(question)
  let own: string[] | undefined
  const isOwn = (name: string) => {
    own ??= titles().map(foldText)
    return own.some((title) => title.includes(name))
  }
  const named = [
    ...Array.from(text.matchAll(/《([^》]{2,40})》/gu), (match) => match[1] ?? ''),
    LAW.exec(text)?.[0] ?? '',
    ...instruments(text),
  ]
  const foreign = named.find(
    (name) =>
      name.length > 2 && /(?:法|典|条例|办法|指引|准则|规定|细则|意见|通知|标准|公约)$/u.test(name) && !isOwn(name),
  )
  const numbered = NUMBERED.exec(text)?.[0]
  if (foreign === undefined) return numbered !== undefined && !isOwn(numbered) ? numbered : undefined

  const after = text.slice(text.indexOf(foreign) + foreign.length)
  return CONTENT.test(after) && !RELATION.test(text.slice(0, text.indexOf(foreign))) ? foreign : undefined
}

function instruments(text: string): string[] {
  return Array.from(text.matchAll(INSTRUMENT), (match) => match[0]).filter((name) =>
    /^(?:中央|国务院|国家|国有|自治区|省|国资委|证监会|财政部|企业境外|央企|发改委)/u.test(name),
  )
}

const ELSEWHERE =
  /邻市|外市|隔壁市|兄弟市|旗县国资|县国资|(?:其他|其它|别的|外地|外省|隔壁|兄弟)(?:的)?(?:省|市(?!场)|城市|地区|旗县|盟市|盟|区|地方)(?:的)?(?:国资委|企业|单位|国企|是?怎么|是?咋|情况|做法)|(?:自治区|省|国务院|中央)国资委.{0,10}(?:怎么|规定|要求|有什么|啥)/u
const NAMED_SASAC = /([\u4e00-\u9fff]{2,3})(?:市|省|区)?国资委/u

/** Whether a question asks about another place's authority or practice. */
export function asksElsewhere(question: string, known: (phrase: string) => boolean): boolean {
  const text = foldText(question)
  if (ELSEWHERE.test(text)) return true
  const name = NAMED_SASAC.exec(text)?.[1]
  return name !== undefined && /(?:市|省|区)国资委/u.test(text) && PLACE.test(name) && !known(name)
}

const PLACE =
  /北京|上海|天津|重庆|广州|深圳|杭州|成都|武汉|南京|西安|沈阳|大连|青岛|济南|郑州|长沙|合肥|包头|呼和浩特|呼市|赤峰|通辽|鄂尔多斯|呼伦贝尔|乌海|乌兰察布|巴彦淖尔|锡林郭勒|兴安|阿拉善|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|苏州|无锡|宁波|厦门|昆明|贵阳|兰州|银川|太原|石家庄|哈尔滨|长春|福州|南昌|南宁|海口|拉萨|西宁|乌鲁木齐/u
