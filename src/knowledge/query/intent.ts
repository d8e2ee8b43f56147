import { foldText } from '../../base/text.ts'

export type SmalltalkTopic = 'greeting' | 'thanks' | 'identity' | 'help'

const FILLER = /[\s\p{P}\p{S}\p{Extended_Pictographic}]|\ufe0f|\[[^\]]{1,5}\]/gu
const PARTICLE = '[啊呀哈呢嘛哦噢了啦吧吗的呦哟喽么~]*'
const PHRASES: [SmalltalkTopic, string][] = [
  [
    'thanks',
    '(?:好的?|嗯+|ok|行|可以|收到|明白|知道|了解|懂|好滴|好嘞|得嘞|中|没问题|没事|太好|棒|厉害|赞|不错|给力|完美|谢谢|多谢|感谢|谢|辛苦|麻烦你|[您你](?!好$)|非常|很|太|再见|拜拜|回头见|晚安|先这样|就这样|不用|哈哈|呵呵|嘿嘿|回答得?|有用|清楚|帮大忙|下次再聊|下班)',
  ],
  [
    'greeting',
    '(?:你好|您好|hi|hello|嗨|哈喽|嘿|早上好|早安|早|上午好|中午好|下午好|晚上好|在吗|在么|在不在|在不|有人吗|在|小助手|合规小助手|老师|机器人|大家好|新年好|节日快乐|周末愉快|吃饭|吃|吃没|忙|干嘛呢|最近怎么样|亲)',
  ],
  [
    'identity',
    '(?:你是谁|您是谁|你叫什么|你叫啥|你是什么|你是人|还是机器|你是机器人|真人|介绍一下你自己|你谁|谁开发的?你?|你是ai|你是哪位|是人工|你几岁|是不是|机器人|机器|还是)',
  ],
  [
    'help',
    '(?:帮助|help|菜单|怎么用|怎么使用|使用说明|你能做什么|你会什么|你能干什么|你能干啥|你会干啥|有什么功能|能问什么|可以问什么|能问啥|你会啥|功能|能帮我做什么|怎么提问|说明书|你|能|可以)',
  ],
]
const TOPICS = PHRASES.map(([topic, phrase]) => [topic, new RegExp(`^(?:${phrase}${PARTICLE})+$`, 'u')] as const)

/** Whether a whole message is small talk, and of which kind. */
export function smalltalkTopic(message: string): SmalltalkTopic | undefined {
  const text = foldText(message.replace(FILLER, ''))
  if (text === '') return 'greeting'
  if (text.length > 24) return undefined
  return TOPICS.find(([, pattern]) => pattern.test(text))?.[0]
}

const INJECTIONS = [
  /(?:忽略|无视|忘[掉记]|抛开|不要管|不用管|别管|跳过|绕过|解除|取消|关闭).{0,16}(?:指令|规则|设定|提示|限制|要求|约束|之前|以上|上面|前面|引用|安全)/u,
  /(?:假装|扮演|装作|充当|冒充).{0,12}(?:你是|是|成|我是|没有|自己)|假设(?:你|方案|文件|规定|条款)|角色扮演|你(?:现在|从现在起|今后|以后)(?:是|就是|不再|要)/u,
  /(?:系统|初始|后台|内部)?(?:提示词|指令|prompt|system).{0,10}(?:是什么|发|给|告诉|输出|打印|复述|原样|显示)|(?:输出|打印|复述|泄露|告诉我|显示|说出).{0,10}(?:提示词|系统指令|system|prompt|密钥|密码|配置)/u,
  /编(?!制|委|办|号|写得|排|外|内|入|造(?:虚假|、|或者?|和|传播|谣))(?:一[个条段份些]|造|个|出|几条)|杜撰|虚构|随便写|瞎写|伪造|捏造|造一[个条段]/u,
  /(?:以后|今后|从现在(?:起|开始)|从此|接下来|往后|不管我?(?:问|说)什么|无论我?(?:问|说)什么).{0,24}(?:都|就|一律|只|全).{0,6}(?:回答|回复|引用|说)|(?:请|只|必须|就)(?:回复|回答|输出|说)[“"'‘「]|(?:回复|回答|输出)[“"'「].{0,20}[”"'」]/u,
  /(?:按|照|就按|就照)(?:这个|此|我说的|我的话?|下面的?)(?:来)?(?:回答|答|说|回复)|在(?:回答|回复|答案)(?:里|中|后面?|前面?|末尾)?(?:加上|写上|注明|带上|附上)[“"'‘「]/u,
  /把.{0,16}(?:条|方案|规定|文件|条款|答案).{0,6}(?:改成|改为|换成|删掉|删除|删了|去掉)/u,
  /(?:当成|作为|视为|加入|写入|记住|更新|改成|改为|新增|添加).{0,16}(?:第?\d+条|新条款|条款|方案|知识库|数据库|规则|规定)(?!制定|的?(?:要求|流程|程序)).{0,30}(?:以后|今后|记住|回答|回复|引用|明白|更新)/u,
  /(?:drop|delete|select|insert|update)\s*(?:table|from|into|\*)|<script|\$\{|ignore (?:all |the |previous )|jailbreak|越狱|开发者模式|dan模式|sudo|管理员模式|调试模式/iu,
  /(?:写|作|来)一?[首篇段个].{0,6}(?:诗|歌|笑话|小说|作文|情书|代码|故事|段子|检讨)|翻译成|讲个?笑话|唱首?歌/u,
]

/** Whether a message tries to command the bot instead of asking about the documents. */
export function commandsTheBot(message: string): boolean {
  const text = foldText(message)
  return INJECTIONS.some((pattern) => pattern.test(text) || pattern.test(message))
}
