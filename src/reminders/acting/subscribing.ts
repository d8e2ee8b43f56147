import type { Person } from '../people.ts'
import type { Said } from './desk.ts'

/** The links under which calendar programs find what somebody answers for. */
export interface CalendarSubscriptions {
  /** The link that holds for a member now. */
  linkFor(userid: string): Promise<string>
  /** Makes a member's links so far useless and returns a new one. */
  reset(userid: string): Promise<string>
}

/** "日历订阅" and "重置日历订阅". The same message again gives a link that holds just as well. */
export async function subscription(
  { reset }: { reset: boolean },
  { userid }: Person,
  calendars: CalendarSubscriptions | undefined,
): Promise<Said> {
  if (!calendars) return { replies: ['这里没有开通日历订阅。回复“我的待办”查看您的事项和期限。'] }
  const link = reset ? await calendars.reset(userid) : await calendars.linkFor(userid)
  const lines = [
    reset ? '已重置，原来的地址不再有效。您的新日历订阅地址：' : '您的日历订阅地址（只供您本人使用，请勿转发）：',
    link,
    '添加方法：复制这个地址，在手机日历、Outlook 或 WPS 日历中选择“订阅日历”（“从网络添加”“通过 URL 添加”），粘贴即可。',
    '您负责的有期限事项按截止日显示，改期、转办、办结后自动更新；到期前仍由我在这里提醒。',
    ...(isLocal(link)
      ? ['注意：服务还没有对外地址（PUBLIC_URL），这个地址只能在运行服务的电脑上打开，请联系管理员设置后再添加。']
      : []),
    ...(reset ? [] : ['地址外泄时回复“重置日历订阅”。']),
  ]
  return { replies: [lines.join('\n')] }
}

/** Whether an address means the machine it is opened on. */
function isLocal(link: string): boolean {
  const { hostname } = new URL(link)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
