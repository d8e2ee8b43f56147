import { CARD_ERRCODES } from './errcodes-cards.ts'
import { SETUP_ERRCODES } from './errcodes-setup.ts'

/**
 * What an errcode asks for: `retry` the same bytes after a while, wait out a frequency limit, replace the `token` once,
 * give up (`permanent`), or have an `admin` change something first.
 */
export type Disposition = 'ok' | 'retry' | 'rate-limited' | 'token' | 'permanent' | 'admin'

/** One errcode for people: what it means and what to do, in Chinese. */
export interface Errcode {
  meaning: string
  disposition: Disposition
  advice: string
}

/** The errcodes a sender meets (document 90313 of 2026-07-26). */
export const ERRCODES: Readonly<Record<number, Errcode>> = {
  ...table('ok', [[0, '成功', '仍需检查 invaliduser 与 unlicenseduser。']]),
  ...table('retry', [
    [-1, '系统繁忙', '稍后以指数退避重试，最多 3 次。'],
    [6000, '数据版本冲突', '稍后重试。'],
    [45033, '接口并发调用超过限制', '降低并发后重试。'],
    [45035, '操作并发冲突', '稍后重试，详见 errmsg。'],
  ]),
  ...table('rate-limited', [
    [45009, '接口调用超过频率限制', '停止调用，等待限制窗口（60 秒、60 分钟、当天或 30 天）过去。'],
  ]),
  ...table('token', [
    [
      40001,
      'secret 错误、与 corpid 不匹配，或应用已停用',
      '更换一次凭证仍失败时，请核对 WECOM_SECRET；不要循环重试，否则出口 IP 会被封 1 小时。',
    ],
    [40014, 'access_token 无效', '重新获取一次 access_token 并重试一次。'],
    [42001, 'access_token 已过期', '重新获取一次 access_token 并重试一次。'],
  ]),
  ...table('permanent', [
    [40003, 'userid 无效', '移除该接收人。'],
    [40004, '媒体文件类型无效', '重新上传素材。'],
    [40005, '媒体类型参数无效', '重新上传素材。'],
    [40006, '媒体文件大小不合法', '重新上传素材。'],
    [40007, 'media_id 无效或已过期', '素材有效期 3 天，请重新上传。'],
    [40008, 'msgtype 无效', '程序错误，请修正消息类型。'],
    [40009, '图片大小不合法', '缩小图片后重新上传。'],
    [40029, 'OAuth code 无效', '重新发起登录。'],
    [40031, 'userid 列表不合法', '修正或拆分接收人列表。'],
    [40032, 'userid 列表超过 1000 个', '拆分接收人列表。'],
    [40033, '请求含不合法字符', '正文须为原始 UTF-8，不能含 \\uXXXX 转义；去除不成对的代理字符。'],
    [40035, '参数列表不合法', '修正或拆分接收人列表。'],
    [40039, 'url 过长', 'url 控制在 1024 字节以内。'],
    [40050, 'chatid 无效', '重新创建群聊。'],
    [40054, '菜单 url 不合法', '修正 url，须含 http:// 或 https://。'],
    [40055, '菜单 url 不合法', '修正 url，须含 http:// 或 https://。'],
    [40058, '参数不合法', '程序错误，详见 errmsg。'],
    [40063, '必填参数为空', '程序错误，补全参数。'],
    [40074, '图文消息不支持保密', '去掉 safe 参数。'],
    [40096, '外部联系人 userid 无效', '修正 id 或可见范围。'],
    [40145, 'media_id 已过期', '重新上传素材。'],
    [40201, '触发反垃圾策略', '停止发送并检查内容。'],
    [40206, '请求体过大', '拆分内容。'],
    [41001, '缺少 access_token', '程序错误，access_token 须放在查询参数中。'],
    [41011, '缺少 agentid', '程序错误，补上 agentid。'],
    [41016, '缺少标题', '检查卡片或图文的结构层级与标题。'],
    [41033, '缺少描述', '检查卡片或图文的结构层级与描述。'],
    [42003, 'OAuth code 已过期', '重新发起登录。'],
    [42022, 'OAuth code 已使用', '重新发起登录。'],
    [42052, '消息已超过可撤回时间', '只能撤回 24 小时内的消息。'],
    [44004, '文本内容为空', '不要发送空消息。'],
    [45001, '多媒体文件过大', '缩小文件。'],
    [45002, '消息内容过长', '拆分内容。'],
    [45007, '语音超过 60 秒', '缩短语音。'],
    [45008, '图文超过 8 条', '减少条数。'],
    [45034, 'url 过长或缺少协议', '修正 url。'],
    [46004, '成员不存在', '移除该接收人。'],
    [60111, 'userid 不存在（离职、已删除或不可见）', '将该成员标为停用。'],
    [60140, 'response_code 无效、过期或已使用', '发送一张新卡片。'],
    [81011, '无标签权限', '修正标签或权限。'],
    [81012, '未指定接收人', '程序错误，补上接收人。'],
    [81013, '接收人全部无效或不可见', '移除该接收人，或调整应用可见范围。'],
    [82001, '接收人全部为空', '程序错误，补上接收人。'],
    [82002, '部门超过 100 个', '拆分部门列表。'],
    [82003, '标签超过 100 个', '拆分标签列表。'],
    [82004, '内容可能使客户端异常', '清理内容后重发。'],
    [92002, '跨企业调用', '使用对应企业的 access_token。'],
    [301002, 'access_token 与 agentid 不属于同一应用', '核对 WECOM_AGENT_ID 与 WECOM_SECRET。'],
    [301007, '企业已解散或被封禁', '停用该企业。'],
    [830002, '下载分块过大', '每块不超过 20 MB。'],
  ]),
  ...CARD_ERRCODES,
  ...SETUP_ERRCODES,
}

/** What to do about an errcode. One that is not in the table will not pass by repeating it: an operator has to look. */
export function dispositionOf(errcode: number): Disposition {
  return ERRCODES[errcode]?.disposition ?? 'permanent'
}

/** Rows of code, meaning, advice that share a disposition. */
function table(
  disposition: Disposition,
  rows: readonly (readonly [code: number, meaning: string, advice: string])[],
): Record<number, Errcode> {
  return Object.fromEntries(rows.map(([code, meaning, advice]) => [code, { meaning, disposition, advice }]))
}
