import { parse } from 'gift-pegjs'
import { expect, test } from 'vitest'
import { problemText, readBank } from '../../src/quiz/bank.ts'
import { readBankYaml } from '../../src/quiz/bank-yaml.ts'
import { readGift, writeGift } from '../../src/quiz/gift.ts'
import type { Audience, Item } from '../../src/quiz/item.ts'
import { readMoodleXml, writeMoodleXml } from '../../src/quiz/moodle-xml.ts'
import { fc } from '../support/property.ts'
import { planText, SHIPPED_BANK } from './plan-clauses.ts'

const shipped = readBank(SHIPPED_BANK, planText).rows.map(({ item }) => item)
const FORMATS = [
  ['GIFT', writeGift, readGift],
  ['Moodle XML', writeMoodleXml, readMoodleXml],
] as const
const DEFAULTS = { documentId: 'd', topic: '综合', difficulty: 'easy', audience: ['manager'] as Audience[] } as const

function byId(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

test.each(FORMATS)('the shipped bank written as %s reads back equal, cases included', (_, write, read) => {
  const back = read(write(shipped), 'bank')

  expect(back.problems).toEqual([])
  expect(byId(back.rows.map(({ item }) => item))).toEqual(byId(shipped))
})

const words = fc
  .string({
    unit: fc.constantFrom(
      '合',
      '规',
      '~',
      '=',
      '#',
      '{',
      '}',
      ':',
      '\\',
      '%',
      '<',
      '&',
      '"',
      ']',
      '1',
      '甲',
      '\n',
      '-',
      '>',
    ),
    minLength: 1,
    maxLength: 12,
  })
  .map((text) => `甲${text.replace(/^[\s-]+|\s+$/g, '')}乙`)

test.each(FORMATS)('no character of a text can break %s', (_, write, read) => {
  fc.assert(
    fc.property(words, fc.uniqueArray(words, { minLength: 2, maxLength: 4 }), words, (stem, options, why) => {
      const item: Item = {
        id: 'any',
        topic: '综合',
        difficulty: 'hard',
        audience: ['manager', 'new-hire'],
        type: 'single',
        options: options.map((text, index) => ({ id: 'ABCD'.charAt(index), text, why })),
        key: 'B',
        stem,
        explanation: why,
        basis: [{ documentId: 'd', clause: '二/（一）/1', quote: `“${stem.replaceAll('\n', '')}”` }],
      }
      const back = read(write([item]), 'bank')
      expect(back.problems.map(problemText)).toEqual([])
      expect(back.rows.map((row) => row.item)).toEqual([item])
    }),
    { numRuns: 300 },
  )
})

test('GIFT is written so that a parser of the format finds what Moodle would grade', () => {
  const questions = parse(
    writeGift(shipped.filter(({ id }) => id === 'duty-first-roles' || id === 'duty-first-delegable')),
  )

  expect(questions).toMatchObject([
    {
      type: 'MC',
      id: 'duty-first-roles',
      stem: { format: 'plain' },
      choices: [{ weight: 33.33333 }, { weight: 33.33333 }, { weight: -50 }, { weight: 33.33333 }, { weight: -50 }],
    },
    { type: 'TF', isTrue: false, tags: ['主题：合规责任', '难度：容易', '对象：管理人员'] },
  ])
})

test('the examples of Moodle’s GIFT documentation are read, or refused with the reason and the line', () => {
  const GIFT = `// true/false
::Q1:: 1+1=2 {T}

// multiple choice with specified feedback for right and wrong answers
::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

// fill-in-the-blank
::Q3:: Two plus {=two =2} equals four.

// matching
::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }

// math range question
::Q5:: What is a number from 1 to 5? {#3:2}

// essay
::Q8:: How are you? {}

// multiple choice with multiple right answers
::Q9:: What two people are entombed in Grant's tomb? {
~%-100%No one
~%50%Grant
~%50%Grant's wife
~%-100%Grant's father
}

::Q10:: never closed { =a
`
  const { rows, problems } = readGift(GIFT, 'moodle.gift', DEFAULTS)

  expect(rows).toEqual([])
  const told = problems.map(problemText)
  expect(told).toContainEqual('moodle.gift 第 11 行：连线题不支持，请拆成几道单选题')
  expect(told).toContainEqual('moodle.gift 第 14 行：数值区间题不支持，请改为填空题并列出可接受的写法')
  expect(told).toContainEqual('moodle.gift 第 17 行：论述题不能自动评分，请改为选择、判断或填空题')
  expect(told.filter((text) => text.includes('不是有效的 GIFT'))).toHaveLength(1)
  expect(told.filter((text) => text.includes('字段 basis')).length).toBe(4)
})

test('a foreign question becomes an item once its feedback names the clause', () => {
  const gift = `$CATEGORY: 公司/采购

::tender:: Who reviews? {
~%50%legal
~%50%compliance
~%-100%kitchen#no
####See the rule.\\n【依据】hegui-fangan-2023｜二/（一）/4｜负责对规章制度、经济合同、重大决策进行合规审查
}
`
  const { rows, problems } = readGift(gift, 'x.gift', { ...DEFAULTS, topic: '别的' })

  expect(problems).toEqual([])
  expect(rows).toMatchObject([
    {
      place: { file: 'x.gift', line: 3 },
      item: {
        id: 'tender',
        topic: '采购',
        type: 'multiple',
        key: ['A', 'B'],
        explanation: 'See the rule.',
        difficulty: 'easy',
      },
    },
  ])
})

test('a file exported by Moodle is read: HTML is plain text, types that cannot be asked are named by their line', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/合规//法务</text></category></question>
  <question type="multichoice">
    <name><text>q-one</text></name>
    <questiontext format="html"><text><![CDATA[<p>谁签字？<br>只选一项&nbsp;&amp; 不多选</p>]]></text></questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>见条款。</p><p>【依据】hegui-fangan-2023｜二/（四）/14｜应当由首席合规官签字</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <single>true</single>
    <answer fraction="100" format="html"><text><![CDATA[<p>首席合规官</p>]]></text><feedback format="html"><text></text></feedback></answer>
    <answer fraction="0" format="html"><text>审计</text><feedback format="html"><text>不是</text></feedback></answer>
  </question>
  <question type="essay"><name><text>e</text></name><questiontext format="html"><text>谈谈</text></questiontext></question>
  <question type="cloze"><questiontext><text>{1:SHORTANSWER:=a}</text></questiontext></question>
  <question type="truefalse"><name><text>tf</text></name><questiontext><text>x</text></questiontext></question>
  <question type="description"><name><text>d</text></name><questiontext><text>没有试题的说明</text></questiontext></question>
</quiz>`
  const { rows, problems } = readMoodleXml(xml, 'm.xml', DEFAULTS)

  expect(rows).toMatchObject([
    {
      place: { line: 4 },
      item: {
        id: 'q-one',
        topic: '合规/法务',
        stem: '谁签字？\n只选一项 & 不多选',
        key: 'A',
        options: [{ text: '首席合规官' }, { text: '审计', why: '不是' }],
        basis: [{ clause: '二/（四）/14' }],
      },
    },
  ])
  expect(problems.map(problemText)).toEqual([
    'm.xml 第 13 行：论述题不能自动评分，请改为选择、判断或填空题',
    'm.xml 第 14 行：完形填空题（cloze）不支持，请改为一段说明（description）加几道试题，作为案例',
    'm.xml 第 15 行：判断题没有标明哪个答案正确',
    'm.xml 第 16 行：这段说明没有对应的试题；案例的试题要带标签“案例：编号”',
  ])
})

test.each([
  ['a file that is no XML', '<quiz><question></quiz>', 'm.xml 第 1 行：不是有效的 XML'],
  [
    'a file that declares entities',
    '<?xml version="1.0"?>\n<!DOCTYPE q [<!ENTITY a "aaaa">]><quiz/>',
    'm.xml 第 2 行：XML 中不允许声明文档类型',
  ],
])('%s is refused with its line', (_, xml, words) => {
  expect(readMoodleXml(xml, 'm.xml').problems.map(problemText)[0]).toContain(words)
})

test('characters that no XML may hold do not come into Moodle XML', () => {
  const [item] = shipped
  if (!item || item.type === 'case') throw new Error('the bank begins with a plain question')
  const xml = writeMoodleXml([{ ...item, stem: `${item.stem}\u0001\ufffe\ud800` }])

  for (const character of ['\u0001', '\ufffe', '\ud800']) expect(xml).not.toContain(character)
  expect(readMoodleXml(xml, 'bank').rows[0]?.item).toEqual(item)
})

test('Moodle XML says for each question what Moodle needs to grade it', () => {
  const xml = writeMoodleXml(
    shipped.filter(({ id }) => ['duty-first-roles', 'liaison-number-blank', 'duty-first-delegable'].includes(id)),
  )

  expect(xml).toContain('<question type="multichoice">')
  expect(xml).toContain('<single>false</single>')
  expect(xml.match(/fraction="33.33333"/g)).toHaveLength(3)
  expect(xml.match(/fraction="-50"/g)).toHaveLength(2)
  expect(xml).toContain('<usecase>0</usecase>')
  expect(xml).toMatch(/fraction="0"[^>]*>\s*<text>true<\/text>/)
  expect(xml).toContain('<idnumber>liaison-number-blank</idnumber>')
})

const fragments = fc.constantFrom(
  ...[
    '::',
    '{',
    '}',
    '=',
    '~',
    '#',
    '%',
    '\\',
    '//',
    '\n',
    '$CATEGORY: ',
    '->',
    '<',
    '>',
    '<question type="',
    'truefalse">',
    '</quiz>',
  ],
  ...[
    '<quiz>',
    '<![CDATA[',
    ']]>',
    '&',
    '- ',
    ': ',
    '*a',
    '&a ',
    '[',
    ']',
    'items:',
    '"',
    "'",
    '|',
    '?',
    '甲',
    '1',
    '\u0000',
    '\ud800',
  ],
)

test.each([
  ['YAML', readBankYaml],
  ['GIFT', readGift],
  ['Moodle XML', readMoodleXml],
])('whatever a file holds, reading it as %s names what is wrong instead of failing', (_, read) => {
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 40 }), (parts) => {
      const { rows } = read(parts.join(''), 'any')
      expect(rows).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('XML that ends inside a CDATA section is named, though a validator lets it pass', () => {
  expect(readMoodleXml('<quiz></quiz>\n<![CDATA[', 'a.xml').problems).toMatchObject([
    { code: 'syntax', place: { line: 2 } },
  ])
})

test('a YAML file whose aliases multiply is refused', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 9; level++)
    bomb.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`)

  expect(readBankYaml(bomb.join('\n'), 'bomb.yaml').problems.map(problemText)).toEqual([
    'bomb.yaml 第 1 行：文件应写明 document（文件编号）、topic（主题）和 items（试题列表）',
  ])
})
