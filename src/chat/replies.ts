import type { Member } from '../members/members.ts'

/** Every sentence the bot says on its own account, in one place, so that it speaks with one voice. */
export const EXAMPLE_QUESTIONS = ['首席合规官由谁兼任？', '自查报告什么时候报？', '新员工要不要参加合规培训？'] as const

export function welcome(member: Member): string {
  return [
    `${member.name}，您好！我是合规小助手。`,
    '直接用平常的话提问，我会从收录的合规文件中找出对应条款，标明出处并引用原文；文件没有写的，我会如实说明。',
    '',
    '可以这样问：',
    ...EXAMPLE_QUESTIONS.map((question) => `· ${question}`),
    '',
    '发送“帮助”查看全部用法。',
  ].join('\n')
}

const FOR_EVERYBODY = [
  '· 回答合规问题：直接提问，答案附条款出处和原文',
  '· 追问：接着上一个问题说，例如“那没有的呢？”',
  '· 评价：回复“有用”或“不对”（可以写原因，例如“不对，问的是子公司”），也可以发 👍 或 👎；发错了回复“撤回”',
  '· 转人工：回复“转人工”，把上一个问题交给合规管理办公室，答复会推送给您',
  '· 考核：回复“开始考核”“我的考核”“我的成绩”；作答时可以回复“上一题”“下一题”“剩余时间”“交卷”',
  '· 练习：回复“每日一题”“错题本”或“考考我 数据保护”',
  '· 合规事项：回复“我的待办”查看；“办结 3”“进行中 3”“延期 3 到 12月25日 原因”“转办 3 给 张三”“困难 3 说明”“稍后 3”办理',
  '· 日历：回复“日历订阅”，把您负责的期限放进手机日历、Outlook 或 WPS 日历',
]

const FOR_MANAGERS = [
  '· 报告：回复“工作台账”“自查报告”或“三年总结”，得到取自台账的 Word 初稿',
  '· 人员：回复“考核报告”，或“张伟任前考核过了吗”',
]

const FOR_THE_OFFICE = [
  '',
  '合规管理办公室还可以：',
  '· 问题：“待办问题”查看；“接单 3”“答复 3 内容”“指派 3 丁宁”“关闭 3 原因”办理；“标准问答”管理已发布的答案',
  '· 事项：“待审核”处理申请；“一企一策 城投集团 3 期限 12月30日 原因 审计推迟”（或 目标、不适用）；“工作时间 城投集团 8:30-17:30”；“导出台账”取得 Excel，改好发回来即可导入',
  '· 报告：可加单位和年份，例如“自查报告 城投集团 2026年”',
  '· 考核：“布置考核 任前合规考核 张伟、李华 事由 拟任副部长 截止 2027-01-31”',
]

/** What a member can write; what only managers or the office may do is told to them alone. */
export function help({ roles }: Pick<Member, 'roles'>): string {
  const office = roles.includes('office')
  const leads = roles.includes('manager') || roles.includes('cco')
  const manager = office || (leads && !roles.includes('sasac'))
  return [
    '我能做的事：',
    ...FOR_EVERYBODY,
    ...(manager ? FOR_MANAGERS : []),
    ...(office ? FOR_THE_OFFICE : []),
    '',
    '可以这样问：',
    ...EXAMPLE_QUESTIONS.map((question) => `· ${question}`),
  ].join('\n')
}

export const SEARCHING = '正在查找，请稍候……'

export const TEXT_ONLY = '我目前只能处理文字消息。请把问题用文字发给我，例如“首席合规官由谁兼任？”'

export const EMPTY_TEXT = '没有收到文字内容。请直接输入问题，例如“自查报告什么时候报？”'

export const TOO_LONG = '这条消息太长了。请把要问的事用一两句话说明（500 字以内），我再查条款。'

export const STALE_CARD = '这张卡片上的操作现在不可用，没有做任何改动。请直接发送文字，或发送“帮助”查看用法。'

export function failure(errorId: string): string {
  return `抱歉，处理这条消息时出了故障，没有得到结果。请稍后再发一次；如果还不行，请把错误编号 ${errorId} 告诉管理员。`
}

/** The line under an answer that tells how to judge it; the number makes two equal answers two messages. */
export function answerFooter(code: string): string {
  return `—— 编号 ${code} · 请回复“有用”或“不对”评价，回复“转人工”由专人答复`
}

export const NOTHING_TO_JUDGE = '还没有可以评价的回答。请先提一个问题。'

export const NOTHING_TO_HAND_OVER =
  '还没有可以转人工的问题。请先提问；也可以把问题写在后面，例如“转人工 境外项目由谁审查？”'

export const NOTHING_TO_WITHDRAW = '没有可以撤回的评价或转人工。'

export function withdrawn(code: string): string {
  return `已撤回您对回答 ${code} 的评价和转人工请求；已经答复的不受影响。`
}

export function thanksForUp(code: string): string {
  return `谢谢，已记录：回答 ${code} 有用。`
}

export function thanksForDown(code: string, reason: string | undefined): string {
  const why = reason ? `原因：“${reason}”。` : '如愿意，可以再回复“不对，原因”说明哪里不对。'
  return `已记录：回答 ${code} 不对，合规管理办公室会看到。${why}需要专人答复请回复“转人工”。`
}

export function handedOver(code: string): string {
  return `问题 ${code} 已转人工，合规管理办公室会收到通知，答复会在这里发给您。`
}
