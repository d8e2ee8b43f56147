import { z } from 'zod'
import { CONTACT_CHANGES, type ContactChange } from './inbound-contacts.ts'
import { at, childrenOf, type XmlElement } from './xml.ts'

const text = z.string()
const decimal = z
  .string()
  .regex(/^[+-]?\d+(?:\.\d+)?$/)
  .transform(Number)
const instant = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform((seconds) => new Date(Number(seconds) * 1000))
const nothing = z.object({})
const eventKey = z.object({ EventKey: text })

/** What a member chose on a card: one entry per question, none, one or several options each. */
export interface SelectedItem {
  questionKey: string
  optionIds: string[]
}

/** The pressed control of a card. `responseCode` lets the card be updated once within 72 hours. */
const press = z.object({
  EventKey: text,
  TaskId: text,
  CardType: text.optional(),
  ResponseCode: text.optional(),
  selectedItems: z.custom<SelectedItem[]>(Array.isArray),
})

function pressed<K extends 'card' | 'card-menu'>(kind: K) {
  return press.transform((xml) => ({
    kind,
    eventKey: xml.EventKey,
    taskId: xml.TaskId,
    cardType: xml.CardType,
    responseCode: xml.ResponseCode,
    selectedItems: xml.selectedItems,
  }))
}

function bare<K extends string>(kind: K) {
  return nothing.transform(() => ({ kind }))
}

function scanned<W extends boolean>(waits: W) {
  return z
    .object({ EventKey: text, 'ScanCodeInfo/ScanType': text.optional(), 'ScanCodeInfo/ScanResult': text })
    .transform((xml) => ({
      kind: 'scan' as const,
      eventKey: xml.EventKey,
      waits,
      scanType: xml['ScanCodeInfo/ScanType'],
      result: xml['ScanCodeInfo/ScanResult'],
    }))
}

function pictures<S extends string>(source: S) {
  return z
    .object({ EventKey: text, pictureMd5s: z.array(text) })
    .transform((xml) => ({ kind: 'pictures' as const, eventKey: xml.EventKey, source, md5s: xml.pictureMd5s }))
}

function appState<S extends string>(state: S) {
  return z
    .object({ EffectTime: instant.optional() })
    .transform((xml) => ({ kind: 'app-state' as const, state, effectiveAt: xml.EffectTime }))
}

function shared<S extends 'chain' | 'corp'>(scope: S) {
  return nothing.transform(() => ({ kind: 'sharing-changed' as const, scope }))
}

/** The events of an app, by `Event` in lower case (document 90240); `change_contact` has a table of its own. */
const EVENTS = {
  subscribe: bare('subscribe'),
  unsubscribe: bare('unsubscribe'),
  enter_agent: bare('enter-agent'),
  location: z.object({ Latitude: decimal, Longitude: decimal, Precision: decimal.optional() }).transform((xml) => ({
    kind: 'position' as const,
    latitude: xml.Latitude,
    longitude: xml.Longitude,
    precision: xml.Precision,
  })),
  click: eventKey.transform((xml) => ({ kind: 'menu-click' as const, eventKey: xml.EventKey })),
  view: eventKey.transform((xml) => ({ kind: 'menu-view' as const, url: xml.EventKey })),
  view_miniprogram: eventKey.transform((xml) => ({ kind: 'menu-miniprogram' as const, page: xml.EventKey })),
  scancode_push: scanned(false),
  scancode_waitmsg: scanned(true),
  pic_sysphoto: pictures('camera'),
  pic_photo_or_album: pictures('camera-or-album'),
  pic_weixin: pictures('wechat-album'),
  location_select: z
    .object({
      EventKey: text,
      'SendLocationInfo/Location_X': decimal,
      'SendLocationInfo/Location_Y': decimal,
      'SendLocationInfo/Label': text.optional(),
      'SendLocationInfo/Poiname': text.optional(),
    })
    .transform((xml) => ({
      kind: 'menu-location' as const,
      eventKey: xml.EventKey,
      latitude: xml['SendLocationInfo/Location_X'],
      longitude: xml['SendLocationInfo/Location_Y'],
      label: xml['SendLocationInfo/Label'],
      place: xml['SendLocationInfo/Poiname'],
    })),
  template_card_event: pressed('card'),
  template_card_menu_event: pressed('card-menu'),
  batch_job_result: z
    .object({
      'BatchJob/JobId': text,
      'BatchJob/JobType': text,
      'BatchJob/ErrCode': decimal,
      'BatchJob/ErrMsg': text.optional(),
    })
    .transform((xml) => ({
      kind: 'batch-job' as const,
      jobId: xml['BatchJob/JobId'],
      jobType: xml['BatchJob/JobType'],
      errcode: xml['BatchJob/ErrCode'],
      errmsg: xml['BatchJob/ErrMsg'],
    })),
  open_approval_change: z
    .object({
      'ApprovalInfo/ThirdNo': text,
      'ApprovalInfo/OpenTemplateId': text.optional(),
      'ApprovalInfo/OpenSpStatus': decimal,
      'ApprovalInfo/ApplyUserId': text.optional(),
    })
    .transform((xml) => ({
      kind: 'approval-changed' as const,
      thirdNo: xml['ApprovalInfo/ThirdNo'],
      templateId: xml['ApprovalInfo/OpenTemplateId'],
      status: xml['ApprovalInfo/OpenSpStatus'],
      applicant: xml['ApprovalInfo/ApplyUserId']?.toLowerCase(),
    })),
  share_chain_change: shared('chain'),
  share_agent_change: shared('corp'),
  inactive_alert: appState('inactive-alert'),
  close_inactive_agent: appState('closed-for-inactivity'),
  reopen_inactive_agent: appState('reopened'),
  low_active_alert: appState('low-activity-alert'),
  low_active: appState('low-activity'),
  active_restored: appState('activity-restored'),
}

export type EventBody = z.output<(typeof EVENTS)[keyof typeof EVENTS]> | ContactChange

/** The schema for an event, or undefined for one that this reference does not know. */
export function eventSchema(event: string, changeType: string | undefined): z.ZodType<EventBody> | undefined {
  if (event === 'change_contact') return changeType ? pick(CONTACT_CHANGES, changeType) : undefined
  return pick(EVENTS, event)
}

function pick<S>(table: Readonly<Record<string, S>>, name: string): S | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** The parts of an event that are lists, which the flat fields cannot hold. */
export function listsOf(root: XmlElement): { selectedItems: SelectedItem[]; pictureMd5s: string[] } {
  const pictureList = at(root, 'SendPicsInfo', 'PicList')
  return {
    selectedItems: childrenOf(at(root, 'SelectedItems'), 'SelectedItem').map((item) => ({
      questionKey: trimmed(at(item, 'QuestionKey')),
      optionIds: childrenOf(at(item, 'OptionIds'), 'OptionId').map(trimmed),
    })),
    pictureMd5s: childrenOf(pictureList, 'item').map((item) => trimmed(at(item, 'PicMd5Sum'))),
  }
}

function trimmed(element: XmlElement | undefined): string {
  return element?.text.trim() ?? ''
}
