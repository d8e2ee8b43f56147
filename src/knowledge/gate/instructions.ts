import { foldText } from '../../base/text.ts'

/** What a document says to people never looks like this; in a clause it is meant for a model. */
const TO_A_MODEL = [
  /(?:忽略|无视|绕过).{0,4}(?:指令|规则|提示词|设定|限制)/u,
  /(?:忽略|无视|忘[掉记]|抛开|不要管|绕过|解除).{0,12}(?:以上|之前|上面|前面|所有|一切|任何|原有|系统).{0,6}(?:指令|规则|设定|提示|限制|要求|约束|规定)/u,
  /(?:系统|初始|后台)?(?:提示词|systemprompt)|(?:输出|打印|泄露|告诉|显示|说出|发送).{0,10}(?:密钥|密码|apikey|api_key|token|环境变量)/u,
  /(?:从现在(?:起|开始)|以后|今后|无论|不管).{0,12}(?:问|说)什么?.{0,10}(?:都|一律|只|就).{0,4}(?:回答|回复|输出|说)/u,
  /(?:直接|必须|只|都要|一律|请)(?:回答|回复|输出)(?:[“"'「:：]|说)|在(?:回答|回复|答案)(?:的?(?:末尾|开头|里|中|后面?|前面?))(?:加上|附上|写上|注明)/u,
  /(?:作为|你(?:现在)?是|youare(?:now)?)(?:一个|an?)?(?:ai|dan|人工智能|大?模型|语言模型|聊天机器人)|ignore(?:all|the|any|previous|prior)|jailbreak|开发者模式/u,
  /<\/?(?:条款|问题|追问|system|user|assistant|script)|"claims":|\[inst\]|<\|/u,
]

/** Whether a text of a document is meant for a model: no model should be given it, and nobody needs it quoted. */
export function speaksToTheModel(text: string): boolean {
  const folded = foldText(text)
  return TO_A_MODEL.some((pattern) => pattern.test(folded))
}
