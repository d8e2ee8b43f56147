import { foldText } from '../../base/text.ts'

/** What a document says to people never looks like this; in a clause it is meant for a model. */
const TO_A_MODEL = [
  /(?<!不得|严禁|禁止|防止|不准|擅自)(?:忽略|无视|绕过).{0,4}(?:指令|规则|提示词|设定|限制)/u,
  /(?<!不得|严禁|禁止|防止|不准|擅自)(?:忽略|无视|忘[掉记]|抛开|不要管|绕过|解除).{0,12}(?:以上|之前|上面|前面|所有|一切|任何|原有|系统).{0,6}(?:指令|规则|设定|提示|限制|要求|约束|规定)/u,
  /(?:系统|初始|后台)?(?:提示词|systemprompt)|(?:输出|打印|泄露|告诉|显示|说出|发送).{0,10}(?:密钥|密码|apikey|api_key|token|环境变量)/u,
  /(?:从现在(?:起|开始)|以后|今后|无论|不管).{0,12}(?:问|说)什么?.{0,10}(?:都|一律|只|就).{0,4}(?:回答|回复|输出|说)/u,
  /(?:直接|必须|只|都要|一律|请)(?:回答|回复|输出)(?:[“"'「:：]|说)|在(?:回答|回复|答案)(?:的?(?:末尾|开头|里|中|后面?|前面?))(?:加上|附上|写上|注明)/u,
  /(?:作为|你(?:现在)?是|youare(?:now)?)(?:一个|an?)?(?:ai|dan|人工智能|大?模型|语言模型|聊天机器人)|ignore(?:all|the|any|previous|prior)|jailbreak|开发者模式/u,
  /(?:ai|人工智能|(?:ai|智能)助手|机器人|语言模型|大模型)(?:阅读|读到|看到|被(?:问|提问)|(?:不得|停止|应当?)引用|在?(?:回答|答复|回复).{0,8}(?:须?附上|声明|写明))/u,
  /对(?:任何|所有|一切)(?:提问|问题|追问).{0,4}(?:回答|答复|回复)|(?:请|现在|你)扮演|(?:此前|之前|以上|所有)的?设定(?:清空|作废|失效)|优先于系统(?:设定|提示|指令)/u,
  /(?:提问人|提问者|用户)(?:索要|索取).{0,8}(?:口令|密码|验证码)|(?:提问人|提问者|用户)的(?:问题|提问|对话)(?:转发|发送)/u,
  /(?:回答|回复)时,?请?不要(?:引用|说明)|(?:总结|概括|摘要)时,?请(?:写明|声明|注明)/u,
  /(?:you|assistant)[:,]?(?:must|should|always)*(?:answer|respond|reply|say)|disregard(?:all|the|any|previous|prior)|\[system\]|#{2,}指令/u,
  /<\/?(?:条款|问题|追问|system|user|assistant|script)|"claims":|\[inst\]|<\|/u,
]

/** Whether a text of a document is meant for a model: no model should be given it, and nobody needs it quoted. */
export function speaksToTheModel(text: string): boolean {
  const folded = foldText(text)
  return TO_A_MODEL.some((pattern) => pattern.test(folded))
}
