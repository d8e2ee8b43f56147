import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checked, problemText, readBank } from '../../src/quiz/bank.ts'
import { readBankYaml, writeBankYaml } from '../../src/quiz/bank-yaml.ts'
import { planText, SHIPPED_BANK } from './plan-clauses.ts'

/** A sound item; each test spoils one line of it. */
const SOUND = `document: hegui-fangan-2023
topic: 合规责任
items:
  - id: first-responsible
    type: single
    difficulty: easy
    audience: [manager]
    stem: 谁是推进法治建设第一责任人？
    options:
      - { id: A, text: 首席合规官, why: 不是 }
      - { id: B, text: 企业主要负责人 }
      - { id: C, text: 合规管理部门, why: 不是 }
    key: B
    explanation: 是企业主要负责人。
    basis: [{ clause: 二/（一）/1, quote: 企业主要负责人作为推进法治建设第一责任人 }]
`

function told(yaml: string): string[] {
  return checked([readBankYaml(yaml, '题库.yaml')], planText).problems.map(problemText)
}

test('a sound item enters the bank', () => {
  const { rows, problems } = checked([readBankYaml(SOUND, '题库.yaml')], planText)

  expect(problems).toEqual([])
  expect(rows).toMatchObject([
    {
      place: { file: '题库.yaml', line: 4 },
      item: { id: 'first-responsible', topic: '合规责任', key: 'B', basis: [{ documentId: 'hegui-fangan-2023' }] },
    },
  ])
})

test.each([
  [
    'an item without a key',
    SOUND.replace('    key: B\n', ''),
    '第 4 行（first-responsible）：first-responsible 没有答案',
  ],
  ['two equal options', SOUND.replace('首席合规官', '企业主要负责人。'), '选项 A、B 的内容相同：“企业主要负责人。”'],
  ['a key outside the options', SOUND.replace('key: B', 'key: E'), '答案 E 不在选项 A、B、C 中'],
  [
    'a quote that does not stand in the clause',
    SOUND.replace('quote: 企业', 'quote: 集团企业'),
    '条款 二（一）1 中没有引文',
  ],
  ['a clause that does not exist', SOUND.replace('二/（一）/1', '二/（一）/21'), '没有条款 二（一）21'],
  ['an unknown document', SOUND.replace('hegui-fangan-2023', 'other'), '文件 other 没有条款 二（一）1'],
  [
    'a quote too short to prove anything',
    SOUND.replace('quote: 企业主要负责人作为推进法治建设第一责任人', 'quote: 企业'),
    '太短',
  ],
  ['"all of the above"', SOUND.replace('text: 合规管理部门', 'text: 以上都是'), '不考查内容'],
  [
    'a choice of several with one right',
    SOUND.replace('type: single', 'type: multiple').replace('key: B', 'key: [B]'),
    '只有一个正确答案',
  ],
  ['a difficulty nobody knows', SOUND.replace('easy', 'simple'), '字段 difficulty'],
  ['an item of an unknown type', SOUND.replace('type: single', 'type: essay'), '字段 type'],
  ['a misspelt field', SOUND.replace('explanation:', 'explain:'), '字段 explanation'],
  ['an id that is no id', SOUND.replace('id: first-responsible', 'id: 第一题'), '编号只能用小写字母'],
  ['an item without topic', SOUND.replace('topic: 合规责任', ''), '缺少主题 topic'],
])('%s is named with file and line and does not enter', (_, yaml, words) => {
  const { rows } = checked([readBankYaml(yaml, '题库.yaml')], planText)
  const [problem] = told(yaml)

  expect(rows).toEqual([])
  expect(problem).toContain('题库.yaml 第 4 行')
  expect(problem).toContain(words)
})

test('an item copied under another id is a duplicate, told at the copy with the place of the first', () => {
  const copy = SOUND.slice(SOUND.indexOf('  - id')).replace('id: first-responsible', 'id: copied')

  expect(told(SOUND + copy)).toEqual(['题库.yaml 第 16 行（copied）：题干与 题库.yaml 第 4 行 的试题相同'])
})

test('an id used in two files is told across the files', () => {
  const other = SOUND.replace('谁是推进', '谁才是推进')
  const { problems, rows } = checked([readBankYaml(SOUND, 'a.yaml'), readBankYaml(other, 'b.yaml')], planText)

  expect(problems.map(problemText)).toEqual([
    'b.yaml 第 4 行（first-responsible）：编号 first-responsible 已在 a.yaml 第 4 行 用过',
  ])
  expect(rows).toHaveLength(1)
})

test('one bad row does not keep the others out', () => {
  const second = SOUND.slice(SOUND.indexOf('  - id'))
    .replace('id: first-responsible', 'id: second')
    .replace('谁是', '谁算是')
    .replace('key: B', 'key: Z')
  const { rows, problems } = checked([readBankYaml(SOUND + second, '题库.yaml')], planText)

  expect(rows.map(({ item }) => item.id)).toEqual(['first-responsible'])
  expect(problems.map(({ id, code }) => ({ id, code }))).toEqual([{ id: 'second', code: 'key-outside-options' }])
})

test('a file that is no YAML is named with the line', () => {
  expect(told(`${SOUND}  - id: "open`)[0]).toMatch(/^题库\.yaml 第 1[67] 行：不是有效的 YAML/)
  expect(told('just words')[0]).toContain('文件应写明 document')
})

test('what is written as YAML reads back equal', () => {
  const { rows } = readBank(SHIPPED_BANK, planText)
  const items = rows.map(({ item }) => item)
  const back = readBankYaml(writeBankYaml(items), 'back.yaml')

  expect(back.problems).toEqual([])
  expect(back.rows.map(({ item }) => item)).toEqual(items)
})

test('a folder is read file by file; one that is missing is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-quiz-'))
  writeFileSync(join(folder, 'b.yaml'), SOUND)
  writeFileSync(join(folder, 'notes.txt'), 'not a bank')

  expect(readBank(folder, planText).rows.map(({ place }) => place.file)).toEqual(['b.yaml'])
  rmSync(folder, { recursive: true })
  expect(() => readBank(folder, planText)).toThrow('cannot read')
})
