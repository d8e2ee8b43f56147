import { readFileSync } from 'node:fs'
import type { ClauseRecord, DocumentMeta } from '../../src/knowledge/clause.ts'
import { createKnowledge, type Knowledge, loadLexicon } from '../../src/knowledge/knowledge.ts'
import { structure } from '../../src/knowledge/structure.ts'

const at = (path: string) => new URL(`../../knowledge/${path}`, import.meta.url).pathname

export const lexicon = loadLexicon(at('lexicon.yaml'))

const PLAN_TEXT = readFileSync(decodeURIComponent(at('documents/合规管理工作方案-2023-2025.txt')), 'utf8')
export const PLAN_META: DocumentMeta = {
  id: 'plan',
  title: '市国资委监管企业合规管理工作方案（2023-2025年）',
  inForceFrom: '2023-03-01',
}

/** The clauses of a text as they come from the store. */
export function clausesOf(text: string, document: DocumentMeta): ClauseRecord[] {
  const { nodes } = structure(text.split('\n').map((line) => ({ kind: 'paragraph', text: line })))
  return nodes.map((node) => ({ ...node, id: `${document.id}@1:${node.path}`, document }))
}

export const planClauses = clausesOf(PLAN_TEXT, PLAN_META)

/** The knowledge room over the shipped plan (and further clauses). */
export function openKnowledge(...further: ClauseRecord[][]): Knowledge {
  return createKnowledge({ clauses: [...planClauses, ...further.flat()], lexicon })
}

export const NOON = new Date('2026-11-24T12:00:00+08:00')
