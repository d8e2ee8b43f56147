/** What kind of thing a question asks for. */
export type Demand =
  | 'percentage'
  | 'headcount'
  | 'frequency'
  | 'duration'
  | 'date'
  | 'person'
  | 'holder'
  | 'place'
  | 'list'
  | 'yesno'
  | 'procedure'
  | 'definition'
  | 'reason'
  | 'number'
  | 'content'

const ASKED: [Demand, RegExp][] = [
  [
    'percentage',
    /百分之几|百分之多少|多少百分|几成|%|占比.{0,4}(?:多少|几)|比例.{0,6}(?:多少|几|多大)|(?:多少|多大).{0,4}(?:比例|占比)|(?:完成|建成|覆盖|设立)率.{0,6}(?:多少|几|多高)|(?:成|盖|立|成)率$|占比$|比例$/u,
  ],
  [
    'frequency',
    /几次|多少次|次数$|频次$|几回|多少回|多久.{0,8}(?:一次|一回|开|搞|查|评|学|做一|培训|排查|来)|隔多久|多久(?!.{0,4}(?:内|出|能|完|办|才|之前|前|到)|$)|多(?:长时间|久).{0,6}一(?:次|回|遍)|频率|频次|周期|几年一次|一年几|每年几|一个月几|几个月.{0,4}一次|每月.{0,4}几|每季/u,
  ],
  [
    'duration',
    /几天|多少天|有效期|多长$|几个?工作日|多少个?工作日|(?<!哪)几个月(?!.{0,3}一次)|多少个月|几小时|几个小时|多长时间(?!.{0,6}一[次回遍])|多久(?!.{0,6}一[次回遍])|几日内|多少日|时限|(?:几|多少)年(?!一次)/u,
  ],
  [
    'date',
    /什么时候|啥时候|(?:时间|日期|期限)$|什么时间|啥时间|何时|哪天|哪一天|几号|几月|哪年|哪一年|几时|多会儿|多咱|截止|截至|最晚|最迟|deadline|ddl|死线|时间节点|时间点|期限|到期|几点前|哪个月|哪几个月|年底前.{0,4}吗|什么日子|啥日子/u,
  ],
  [
    'headcount',
    /几个人|多少人|人数$|几名|多少名|几人|几位|多少位|多少个人|(?:配|设|安排|要|放|派)几个(?!阶段|清单|制度|次)|几个(?:管理员|专职|兼职|骨干|人员)|人数/u,
  ],
  [
    'holder',
    /谁(?:来|去)?(?:当|担任|兼|做组长|出任|任(?!何|务))|由谁(?:来)?(?:担任|兼|任|当)|(?:组长|主任|官|员|负责人)(?:是|为)谁|谁是|哪些?人(?:可以|能)?(?:来)?(?:当|担任|兼)|什么人(?:可以|能)?(?:来)?(?:当|担任|兼)/u,
  ],
  [
    'person',
    /谁|哪位|哪个部门|哪些部门|什么部门|啥部门|哪个科|哪个处|哪个机构|什么人|哪个人|哪些人|何人|哪家|由谁|归谁|牵头的是|哪个单位|哪级/u,
  ],
  ['place', /设在哪|设哪|放在哪|放哪|在哪儿?(?!些|个)|哪里|哪儿|什么地方/u],
  ['definition', /什么叫|何谓|^什么是|是什么意思|什么意思|指(?:的是)?什么|指的?是(?:什么|哪)|定义/u],
  ['reason', /为什么|为啥|为何|凭啥|凭什么|原因|干嘛要/u],
  ['number', /多少|(?<!哪)几(?:家|条|项|种|类|道|份|张|个)/u],
  ['procedure', /怎么|怎样|如何|咋|流程|步骤|程序/u],
  ['list', /哪些|哪几|什么|啥|哪/u],
  [
    'yesno',
    /吗|(?<![什怎那这多])么$|是不是|能不能|能否|可不可以|可否|要不要|用不用|需不需要|有没有|有无|该不该|会不会|是否|对不对|行不行|算不算|必须.{0,10}(?:吧|不)|[^不要]不$|没$|吧$/u,
  ],
]

/** The kinds of thing a folded stretch of text asks for, the most definite first. */
export function demandsOf(text: string): Demand[] {
  const found = ASKED.filter(([, pattern]) => pattern.test(text)).map(([demand]) => demand)
  return found.length > 0 ? found : ['content']
}

const BELIEVED: readonly [Demand, RegExp][] = [
  ['percentage', /\d%|百分之|[一二三四五六七八九]成/u],
  ['frequency', /[\d一二两三四五六]次|每(?:半?年|个?季|个?月|周)|(?:季度|半年|一个月)(?:一次|开|搞|查|评|学)/u],
  ['headcount', /[\d一二两三四五六七八九十](?:个|名|位)?(?:专职|兼职)?(?:人|[\u4e00-\u9fff]{0,4}员)/u],
]

/** The kinds of thing a question for a yes takes for granted ("是不是要到95%"): the clause should state such a thing. */
export function believedIn(text: string): Demand[] {
  return BELIEVED.filter(([, pattern]) => pattern.test(text)).map(([demand]) => demand)
}

const STATED: Partial<Record<Demand, RegExp>> = {
  percentage: /\d+(?:\.\d+)?%|百分之|[二三四五六七八九十]分之[一二三四五六七八九]/u,
  headcount: /\d(?:-\d)?名|\d人|[一二三四五六七八九十百两]名|[一二三四五六七八九十百两]人(?!员)/u,
  frequency: /\d次|[一二三四五两]次|每年|每半年|每季|每月|每周|每[一二三四五六两]个?[年月]/u,
  duration:
    /(?:\d|[一二三四五六七八九十两])+个?(?:工作日|天|月内|个月|小时|年内|日内|年以)|[一二三四五六七八九十百两]+(?:年|个月|日)(?:以?[内上下前后]|未|期|至|[，,。；;])|(?:超过|少于|低于|不足|满|提前)[一二三四五六七八九十百两]+(?:年|个月|日)|最短时间|(?<!\d)\d{1,2}年(?!\d)/u,
  person: /部门|机构|委员会|国资委|负责人|合规官|法律顾问|管理员|党组织|小组|科室|书记|主任|骨干/u,
  number:
    /(?<![\d第.-])(?!20\d\d年)\d+(?:\.\d+)?(?![\d.、]|-\d+月|月(?!内)|日(?!内))|[一二三四五六七八九十百]+(?:个|张|份|类|种|项|名|次|道|家|人)|[一二三四五六七八九十百千万]+元|分之|分为[^,。;]{1,60}[和与、]|[^、]、[^、]+(?:、|和|及|等)/u,
  definition: /是指|所称|是(?!否)[^,。;]{4,}的[\u4e00-\u9fff]{2,8}[,。;]/u,
  holder: /兼任|担任|任(?:副)?组长|任主任|由[^，。；]{1,24}任/u,
  date: /20\d\d年|\d{1,2}月|年底|月底|\d日前|年内|之日|[一二三四五六七八九十]+(?:日|个月)(?:内|前|以?内)|届满/u,
}

/** Whether a folded sentence states a thing of the demanded kind; true for kinds any sentence may satisfy. */
export function states(demand: Demand, sentence: string): boolean {
  return STATED[demand]?.test(sentence) ?? true
}

/** Where a folded sentence states things of the demanded kind. */
export function placesStating(demand: Demand, sentence: string): number[] {
  const pattern = STATED[demand]
  return pattern ? Array.from(sentence.matchAll(new RegExp(pattern, 'gu')), ({ index }) => index) : []
}

const SOFT = new Set<Demand>(['holder', 'person', 'definition'])

/** Kinds that a clause must state to answer: no number, no answer. */
export function isHard(demand: Demand): boolean {
  return demand in STATED && !SOFT.has(demand)
}
