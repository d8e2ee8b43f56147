import type { Errcode } from './errcodes.ts'

const FIELDS: readonly (readonly [code: number, meaning: string])[] = [
  [42014, '卡片 task_id 不合法'],
  [42015, '卡片由其他应用发送，不能更新'],
  [42016, '卡片 task_id 不存在'],
  [42017, '卡片按钮缺少 key'],
  [42018, '卡片按钮 key 不合法'],
  [42019, '卡片按钮 key 不合法'],
  [42020, '卡片按钮缺少替换文案'],
  [42027, '卡片 keyname 不合法'],
  [42028, '卡片 url 不合法'],
  [42029, '卡片 media_id 不合法'],
  [42030, '卡片 appid 不合法'],
  [42031, '卡片 card_type 不合法'],
  [42033, '卡片标题不合法'],
  [42035, '卡片 horizontal_content_list 超过长度'],
  [42036, '卡片 vertical_content_list 超过长度'],
  [42037, '卡片 option_list 长度不合法'],
  [42038, '卡片按钮文案不合法'],
  [42039, '卡片按钮 key 不合法'],
  [42040, '卡片选项 id 不合法'],
  [42041, '卡片选项文案不合法'],
  [42042, '卡片 jump_list 超过长度'],
  [42043, '卡片 question_key 不合法'],
  [42044, '卡片 card_image.url 不合法'],
  [42045, '卡片 card_action 不合法'],
  [42046, '卡片提交按钮 key 不合法'],
  [42047, '卡片 select_list 长度不合法'],
  [42049, '卡片提交按钮文案不合法'],
  [42050, '卡片 horizontal_content_list 的 userid 不合法'],
  [42051, '卡片 action key 重复'],
]

/** The errcodes of template cards. All of them are mistakes of the program that built the card. */
export const CARD_ERRCODES: Readonly<Record<number, Errcode>> = Object.fromEntries(
  FIELDS.map(([code, meaning]) => [code, { meaning, disposition: 'permanent', advice: '程序错误，请修正卡片。' }]),
)
