import { describe, expect, test } from 'vitest'
import { diffClauses } from '../../../src/knowledge/intake/diff.ts'
import { structure } from '../../../src/knowledge/structure.ts'
import { fc } from '../../support/property.ts'

const clauses = (...lines: string[]) => structure(lines.map((text) => ({ kind: 'paragraph', text }))).nodes

const GIFTS = '采购人员不得接受供应商的宴请、礼品和现金。'
const FILES = '采购档案应当保存十年，由采购部门指定专人保管。'
const ROTATE = '采购岗位应当每三年轮换一次。'

describe('from one version to the next', () => {
  test('an article put in between moves those behind it, and changes none', () => {
    const before = clauses(`第一条 ${GIFTS}`, `第二条 ${FILES}`)
    const after = clauses(`第一条 ${GIFTS}`, `第二条 ${ROTATE}`, `第三条 ${FILES}`)

    expect(diffClauses(before, after)).toEqual([
      { kind: 'added', path: '第二条' },
      { kind: 'moved', path: '第三条', from: '第二条' },
    ])
  })

  test('one word less is a change, at its place or elsewhere', () => {
    const before = clauses(`第一条 ${GIFTS}`, `第二条 ${FILES}`)
    const after = clauses(`第一条 ${ROTATE}`, `第二条 ${GIFTS.replace('和现金', '')}`, `第三条 ${FILES}`)

    expect(diffClauses(before, after)).toEqual([
      { kind: 'added', path: '第一条' },
      { kind: 'changed', path: '第二条', from: '第一条' },
      { kind: 'moved', path: '第三条', from: '第二条' },
    ])
  })

  test('a deleted article is removed', () => {
    expect(diffClauses(clauses(`第一条 ${GIFTS}`, `第二条 ${FILES}`), clauses(`第一条 ${GIFTS}`))).toEqual([
      { kind: 'removed', path: '第二条' },
    ])
  })

  test('full width, traditional glyphs and blanks are no change', () => {
    expect(diffClauses(clauses('第一条 档案保存10年。'), clauses('第一条　檔案保存１０年 。'))).toEqual([])
  })

  test('a chapter renumbered moves what stands in it', () => {
    const before = clauses('第一章 总则', `第一条 ${GIFTS}`, '第二章 档案', `第二条 ${FILES}`)
    const after = clauses(
      '第一章 总则',
      `第一条 ${GIFTS}`,
      '第二章 轮岗',
      `第二条 ${ROTATE}`,
      '第三章 档案',
      `第三条 ${FILES}`,
    )

    expect(diffClauses(before, after)).toContainEqual({
      kind: 'moved',
      path: '第三章/第三条',
      from: '第二章/第二条',
    })
  })
})

test('every clause of the new version is kept, moved, changed or added, and every clause of the old one accounted for once', () => {
  const body = fc.constantFrom(GIFTS, FILES, ROTATE, '总经理负责。', '本办法自发布之日起施行。')
  const version = fc
    .array(body, { maxLength: 8 })
    .map((bodies) => clauses(...bodies.map((text, i) => `第${i + 1}条 ${text}`)))
  fc.assert(
    fc.property(version, version, (before, after) => {
      const changes = diffClauses(before, after)
      const sources = changes.flatMap((change) =>
        change.kind === 'removed' ? [change.path] : 'from' in change ? [change.from] : [],
      )
      const added = changes.filter(({ kind }) => kind === 'added').length
      const removed = changes.filter(({ kind }) => kind === 'removed').length
      expect(new Set(sources).size).toBe(sources.length)
      expect(after.length - before.length).toBe(added - removed)
      expect(diffClauses(before, before)).toEqual([])
    }),
  )
})
