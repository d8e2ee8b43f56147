import {
  type ClauseView,
  type Dependant,
  type DocumentMeta,
  LEVEL_NAMES,
  type ShownClause,
  validityOn,
} from '../knowledge/knowledge.ts'
import { escapeHtml, htmlPage } from './page.ts'

export interface ClausePage {
  view: ClauseView
  meta: DocumentMeta
  /** Another version took this one's place without a time of its own. */
  corrected: boolean
  /** Civil day. */
  today: string
  whole: boolean
  dependants: readonly Dependant[]
  /** Whether the reader may know what is asked in examinations; others learn how many items there are. */
  showsQuizItems: boolean
  currentVersion: number | undefined
  /** Who reads it. */
  reader: string
  expires: string
}

/** The page of one clause. Everything that comes from documents or people is escaped. */
export function clauseHtml(page: ClausePage): string {
  const { view, meta } = page
  const trail = [...view.trail, view.label].map(escapeHtml).join(' › ')
  return htmlPage(
    `${meta.title} ${view.label}`,
    `<header>
<h1>${escapeHtml(meta.title)}</h1>
<p class="facts">${factsHtml(page)}</p>
</header>
${noticesHtml(page)}
<p class="trail">${trail}</p>
${view.before.length > 0 ? `<div class="around">${clausesHtml(view.before)}</div>` : ''}
<section class="cited" id="clause" aria-label="所引条款">${clausesHtml(view.clause)}</section>
${view.after.length > 0 ? `<div class="around">${clausesHtml(view.after)}</div>` : ''}
${moreHtml(page)}
${dependantsHtml(page)}
<footer>仅供 ${escapeHtml(page.reader)} 本人查阅，链接有效至 ${page.expires}。引用时请以发布机关的正式文本为准。</footer>`,
  )
}

const STATES = { 'in-force': '现行有效', 'not-yet': '尚未施行', expired: '已失效' } as const

function factsHtml({ meta, today, view, currentVersion, corrected }: ClausePage): string {
  const validity = validityOn(meta, today)
  const shown = corrected ? '已被取代' : STATES[validity]
  const state = `<span class="state${validity === 'in-force' && !corrected ? '' : ' off'}">${shown}</span>`
  const facts = [
    meta.level && LEVEL_NAMES[meta.level],
    meta.number,
    meta.issuer,
    periodText(meta),
    `第 ${view.version} 版${currentVersion === view.version ? '' : '（旧版）'}`,
  ]
  return [state, ...facts.flatMap((fact) => (fact ? [escapeHtml(fact)] : []))].join(' · ')
}

function periodText({ inForceFrom, inForceTo }: DocumentMeta): string | undefined {
  if (inForceFrom && inForceTo) return `${inForceFrom} 起施行，${inForceTo} 后失效`
  if (inForceFrom) return `${inForceFrom} 起施行`
  return inForceTo ? `${inForceTo} 后失效` : undefined
}

function noticesHtml({ view, meta, today, currentVersion }: ClausePage): string {
  const validity = validityOn(meta, today)
  const notices = [
    validity === 'expired' ? `这份文件已于 ${meta.inForceTo} 后失效，以下内容不能再作为依据。` : '',
    validity === 'not-yet' ? `这份文件自 ${meta.inForceFrom} 起施行，目前还没有生效。` : '',
    currentVersion !== undefined && currentVersion !== view.version ? changeNotice(view, currentVersion) : '',
  ]
  return notices
    .filter((notice) => notice !== '')
    .map((notice) => `<div class="note">${notice}</div>`)
    .join('\n')
}

function changeNotice({ now }: ClauseView, current: number): string {
  const intro = `文件已更新到第 ${current} 版，`
  switch (now?.kind) {
    case undefined:
    case 'same':
      return `${intro}这一条的内容没有变化。`
    case 'removed':
      return `${intro}这一条已被删除。`
    case 'moved':
      return `${intro}这一条的内容没有变化，现在是${escapeHtml(now.label)}。`
    case 'changed':
      return `${intro}这一条已修改，现在的内容（${escapeHtml(now.label)}）是：<p class="text">${escapeHtml(now.text)}</p>`
    default:
      return now satisfies never
  }
}

function clausesHtml(clauses: readonly ShownClause[]): string {
  const top = Math.min(...clauses.map(({ depth }) => depth))
  return clauses
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, depth }) => `<p class="text d${Math.min(4, depth - top)}">${escapeHtml(text.trim())}</p>`)
    .join('\n')
}

function moreHtml({ view, whole }: ClausePage): string {
  if (whole) return '<p><a href="?">只看这一条</a></p>'
  return view.cut ? '<p><a href="?all=1#clause">查看全文</a></p>' : ''
}

const KINDS = { 'quiz-item': '考核试题', obligation: '合规事项', 'standard-answer': '标准问答' } as const

function dependantsHtml({ dependants, showsQuizItems }: ClausePage): string {
  if (dependants.length === 0) return ''
  const shown = dependants.filter(({ kind }) => showsQuizItems || kind !== 'quiz-item')
  const counted = dependants.length - shown.length
  const items = [
    ...shown.map(({ kind, title, state }) => `${kindHtml(kind)} ${escapeHtml(title)}${stateHtml(state)}`),
    ...(counted > 0 ? [`${kindHtml('quiz-item')} ${counted} 道`] : []),
  ].map((item) => `<li>${item}</li>`)
  return `<h2>这条依据还影响什么</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

function kindHtml(kind: Dependant['kind']): string {
  return `<span class="soft">${KINDS[kind]}</span>`
}

function stateHtml(state: string | undefined): string {
  return state ? `<span class="soft">（${escapeHtml(state)}）</span>` : ''
}
