import { afterAll, expect, test } from 'vitest'
import { foldText } from '../../../src/base/text.ts'
import { createDocumentReader } from '../../../src/knowledge/parsers/read-document.ts'
import { structure } from '../../../src/knowledge/structure.ts'
import { compose, placedPdf, type Run, type Type } from './typeset.ts'

const reader = createDocumentReader()
afterAll(() => reader.close())

const clausesOf = async (name: string, bytes: Uint8Array) => {
  const { blocks } = await reader.read({ name, bytes })
  return structure(blocks).nodes.map(({ path, text }) => `${path} ${foldText(text)}`)
}
const printed = (lines: readonly string[], how?: Partial<Type>) => clausesOf('办法.pdf', placedPdf(compose(lines, how)))
const written = ([title, ...lines]: readonly string[]) =>
  clausesOf('办法.md', Buffer.from([`# ${title}`, ...lines].join('\n\n')))

/** A sentence of so many characters. */
const sentence = (length: number) =>
  `${'企业应当建立健全合规管理制度并保障合规管理部门依法履行职责不受干预'.repeat(9).slice(0, length - 1)}。`
const TITLE = '市属企业合规管理办法'

// 21 letters a line: most paragraphs end with a full line, some of them with the page.
const FULL = [
  TITLE,
  `第一条　${sentence(38)}`,
  sentence(42),
  sentence(63),
  `第二条　${sentence(59)}`,
  sentence(21),
  sentence(62),
  sentence(84),
  `第三条　${sentence(20)}`,
  sentence(41),
  sentence(42),
]
const WAYS: [string, Partial<Type>][] = [
  ['left as they fall', {}],
  ['set to both edges', { justified: true }],
  ['of a width that is no whole number of letters, set to both edges', { justified: true, letters: 21.4 }],
  ['with marks that hang over the edge', { justified: true, letters: 20.4, hanging: true }],
  ['a little apart', { apart: 2 }],
]

test.each(WAYS)('paragraphs without indents stay apart where their last lines are full: lines %s', async (_, how) => {
  for (const rows of [8, 11, 30]) expect(await printed(FULL, { ...how, rows })).toEqual(await written(FULL))
})

test.each(WAYS)('sentences that only happen to end with a line stay in their paragraph: lines %s', async (_, how) => {
  const lines = [
    TITLE,
    `第一条　${sentence(38)}${sentence(21)}${sentence(15)}`,
    `第二条　${sentence(10)}${sentence(19)}${sentence(9)}${sentence(33)}`,
    `第三条　${sentence(17)}${sentence(21)}${sentence(30)}`,
  ]

  for (const rows of [4, 30]) expect(await printed(lines, { ...how, rows })).toEqual(await written(lines))
})

test('what could not be parted from the end of a line leaves room there and no paragraph begins', async () => {
  const lines = [
    TITLE,
    `第一条　${sentence(7).repeat(9)}`,
    `第二条　${sentence(16)}“企业”，是指`.concat(sentence(40)),
    `第三条　${sentence(17)}（甲）（乙），`.concat(sentence(30)),
  ]

  expect(await printed(lines)).toEqual(await written(lines))
})

test('an item indented as a whole goes on left of its first line', async () => {
  const items = [`（一）${sentence(45)}`, `（二）${sentence(30)}`]
  const lines = [TITLE, '第一条　企业应当做到：', ...items, '第二条　本办法自发布之日起施行。', sentence(50)]
  const [first = []] = compose(lines, { indent: 2, justified: true })
  const within = first.findIndex(({ text }) => text.startsWith('（一）'))
  const shifted = first.map((run, at) => (at >= within && at < within + 6 ? { ...run, x: run.x + 24 } : run))

  expect(await clausesOf('办法.pdf', placedPdf([shifted]))).toEqual(await written(lines))
})

test('three columns are read one after another', async () => {
  const lines = FULL.concat(Array.from({ length: 30 }, (_, at) => `第${at + 4}条　${sentence(20 + at)}`))
  const [[title, ...opening] = [], ...strips] = compose(lines, {
    size: 9,
    letters: 17,
    leading: 13,
    indent: 2,
    rows: 30,
  })
  const columns = [opening, ...strips]
  const at = (page: number) =>
    [0, 1, 2].flatMap((column) =>
      (columns[3 * page + column] ?? []).map((run) => ({ ...run, x: run.x - 40 + column * 175 })),
    )
  const pages = [[{ ...(title as Run), x: 250, y: 780 }, ...at(0)], at(1), at(2)].filter((page) => page.length > 0)
  const numbered = pages.map((page, index) => [...page, { text: `— ${index + 1} —`, x: 285, y: 40, size: 9 }])

  expect(await clausesOf('办法.pdf', placedPdf(numbered))).toEqual(await written(lines))
})

test.each([
  ['every line', 1],
  ['every fifth line', 5],
])('numbers in the margin that count %s are left out', async (_, step) => {
  const lines = [
    TITLE,
    '第一条　为规范合规管理工作，防范合规风险，制定本办法。',
    '第二条　本办法适用于市属企业及其子企业。',
    '1家以上子企业的，合并报告。',
    ...Array.from({ length: 40 }, (_one, at) => `第${at + 3}条　企业应当每年报送第${at + 1}类报告。`),
  ]
  const pages = compose(lines).map((runs) => {
    const counted = runs.map((run, at) => ({ text: String(at + 1), x: at < 9 ? 61 : 56, y: run.y, size: 10 }))
    return [...runs, ...counted.filter(({ text }) => Number(text) % step === 0)]
  })

  expect(await clausesOf('办法.pdf', placedPdf(pages))).toEqual(await written(lines))
})

test('the numbers of the rows of a table are no line numbers', async () => {
  const rows = Array.from({ length: 24 }, (_, at) => [
    String(at + 1),
    `第${at + 1}类合同`,
    '法务部门',
    `${at + 2}个工作日`,
  ])
  const table = rows.flatMap((cells, at) =>
    cells.map((text, column) => ({ text, x: 80 + column * 110, y: 700 - at * 20 })),
  )

  const nodes = await clausesOf('清单.pdf', placedPdf([[{ text: '合同审核清单', x: 240, y: 740, size: 18 }, ...table]]))
  expect(nodes[3]).toBe('行3 3;第3类合同;法务部门;4个工作日')
})

test('the same words at the same height of several pages are text where text stands below them', async () => {
  const pages = [1, 2, 3].map((at) => [
    { text: `第${at}条　有下列情形之一的，应当报告第${at}类事项：`, x: 80, y: 700 },
    { text: '（一）发生重大合规事件，或者收到监管函的；', x: 80, y: 110 },
    { text: '（二）法律、行政法规规定的其他应当向市国资委报', x: 80, y: 90 },
    { text: '告的情形。', x: 80, y: 70 },
    { text: `第 ${at} 页`, x: 280, y: 30 },
  ])
  const [first = [], ...others] = pages
  const want = pages.flatMap(([one, two, three, four]) => [
    one?.text ?? '',
    two?.text ?? '',
    `${three?.text}${four?.text}`,
  ])

  expect(
    await clausesOf('办法.pdf', placedPdf([[{ text: TITLE, x: 200, y: 740, size: 18 }, ...first], ...others])),
  ).toEqual(await written([TITLE, ...want]))
})

test('a narrow blank behind a number keeps its heading apart', async () => {
  const chapters = [
    '第一章 总则',
    '第一节 一般规定',
    '第一条 企业应当守法。',
    '第二节 与关联方的交易',
    '第二条 不得利用关联方谋取利益。',
  ]

  const pages = compose([TITLE, ...chapters]).map((runs) =>
    runs.flatMap((run) => {
      const [number = '', heading] = run.text.split(' ')
      return heading
        ? [
            { ...run, text: number },
            { ...run, text: heading, x: run.x + 12 * number.length + 5 },
          ]
        : [run]
    }),
  )

  expect(await clausesOf('办法.pdf', placedPdf(pages))).toEqual(await written([TITLE, ...chapters]))
})

const NOTICE = [
  '临江市国资委文件',
  '临国资发〔2026〕12号',
  '关于印发《合同管理办法》的通知',
  '各监管企业：',
  `《合同管理办法》已经审议通过，现印发给你们。${sentence(60)}`,
  '一、总体要求',
  `（一）提高认识。${sentence(70)}`,
  `（二）压实责任。${sentence(63)}`,
]
const SIGNED = [
  '附件：1.合同管理办法',
  '临江市国资委',
  '2026年5月20日',
  '（此件公开发布）',
  '抄送：市委办公室。',
  '临江市国资委办公室 2026 年 5 月 21 日印发',
]
const ANNEX = ['附件1', '合同管理办法', '第一章 总则', `第一条　${sentence(50)}`]
const HEAD = ['序号', '事项', '部门', '时限']
const ROWS = Array.from({ length: 60 }, (_, at) => [
  `${at + 1}`,
  `第${at + 1}类合同审查`,
  '法务部门',
  `${(at % 7) + 2}个工作日`,
])

/** A table in small letters, its column names on top of every page. */
function tableRuns(rows: readonly string[][], top: number): Run[] {
  const size = 10
  return [HEAD, ...rows].flatMap((cells, at) =>
    cells.map((text, column) => ({ text, x: 80 + column * 90, y: top - at * 16, size })),
  )
}

/** Right at the edge of the text, as signatures stand. */
const right = (text: string, y: number): Run => ({ text, x: 332 - 12 * text.length, y })

test('a notice keeps its paragraphs, signature and annexes though most of its letters stand in a small table', async () => {
  const [title = '', ...rest] = NOTICE
  const [text = []] = compose([title, ...rest], { indent: 2 })
  const [list = '', issuer = '', date = '', remark = '', copies = '', imprint = ''] = SIGNED
  const low = (text.at(-1)?.y ?? 0) - 40
  const signed = [
    { text: list, x: 104, y: low },
    right(issuer, low - 20),
    right(date, low - 40),
    { text: remark, x: 104, y: low - 60 },
    { text: copies, x: 80, y: low - 80 },
    right(imprint, low - 100),
  ]
  const [, heading = '', ...articles] = ANNEX
  const [[, ...annex] = []] = compose(['', ...articles], { indent: 2, top: 700 })
  const opening = [
    { text: '附件1', x: 80, y: 740 },
    { text: heading, x: 150, y: 710, size: 18 },
  ]
  const tables = [ROWS.slice(0, 35), ROWS.slice(35)].map((rows) => tableRuns(rows, 700))
  const pages = [
    [...text, ...signed],
    [...opening, ...annex],
    [{ text: '附件2', x: 80, y: 740 }, ...(tables[0] ?? [])],
    tables[1] ?? [],
  ]
  const shown = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [shown(HEAD), shown(HEAD.map(() => '---')), ...ROWS.map(shown)].join('\n')

  expect(await clausesOf('通知.pdf', placedPdf(pages))).toEqual(
    await clausesOf('通知.md', Buffer.from([...NOTICE, ...SIGNED, ...ANNEX, '附件2', table].join('\n\n'))),
  )
})

test('the second line of the last cell of a table belongs to it, and the sentence under the table does not', async () => {
  const cells = tableRuns(
    [
      ['1', '审查合同的条款', '法务部门', '三个工作日'],
      ['2', '核对付款的条件', '财务部', '二个工作日'],
    ],
    700,
  )
  const last = [
    { text: '和资产部门', x: 260, y: 656, size: 10 },
    { text: '第二条　本表自发布之日起施行。', x: 80, y: 640, size: 10 },
  ]

  const clauses = await clausesOf(
    '职责.pdf',
    placedPdf([[{ text: '合同审核职责', x: 180, y: 740, size: 18 }, ...cells, ...last]]),
  )
  expect(clauses.slice(-2)).toEqual([
    '表1/行2 序号:2;事项:核对付款的条件;部门:财务部和资产部门;时限:二个工作日',
    '第二条 第二条本表自发布之日起施行。',
  ])
})

test('pages bound like a book, with the wide margin inside, are one text', async () => {
  const lines = FULL.concat(Array.from({ length: 12 }, (_, at) => `（${at + 1}）${sentence(50 + at)}`))
  for (const indent of [0, 2]) {
    const pages = compose(lines, { indent, justified: true, letters: 20.5, rows: 9 }).map((runs, at) =>
      runs.map((run) => (at % 2 === 0 ? run : { ...run, x: run.x - 40 })),
    )

    expect(await clausesOf('办法.pdf', placedPdf(pages))).toEqual(await written(lines))
  }
})

test('a table of contents whose page numbers stand apart without dots is no table', async () => {
  const chapters = ['第一章 总则', '第二章 职责', '第三章 附则']
  const body = chapters.flatMap((chapter, at) => [chapter, `第${'一二三'.charAt(at)}条　${sentence(45)}`])
  const [text = []] = compose([TITLE, ...body], { top: 560 })
  const contents = chapters.flatMap((chapter, at) => [
    { text: chapter, x: 104, y: 680 - at * 20 },
    { text: String(at + 1), x: 320, y: 680 - at * 20 },
  ])

  const nodes = await clausesOf(
    '办法.pdf',
    placedPdf([[{ text: '目 录', x: 190, y: 710, size: 14 }, ...contents], text]),
  )
  expect(nodes.filter((node) => node.startsWith('第'))).toEqual((await written([TITLE, ...body])).slice(1))
})

test.each([
  ['raised', (mark: number, y: number): Run => ({ text: String(mark), x: 80, y: y + 4, size: 6 })],
  ['in brackets', (mark: number, y: number): Run => ({ text: `[${mark}]`, x: 70, y, size: 9 })],
])('footnotes stand behind the paragraphs that refer to them: their numbers %s', async (_, numbered) => {
  const up = (text: string, x: number, y: number): Run => ({ text, x, y: y + 5, size: 7 })
  const body = (text: string, x: number, y: number): Run => ({ text, x, y })
  const note = (text: string, y: number): Run => ({ text, x: 90, y, size: 9 })
  const first = [
    { text: TITLE, x: 200, y: 740, size: 18 },
    body('第一条　合同', 80, 700),
    up('1', 152, 700),
    body('应当审查，面积超过500m', 158, 700),
    up('2', 290, 700),
    body('的合同', 296, 700),
    body('还应当经首席合规官审核。', 80, 680),
    body('第二条　合同按季度归档。', 80, 660),
    up('2', 224, 660),
    ...[note('包括补充协议，以及对已经签订的合同的变更、', 140), numbered(1, 140), note('解除协议。', 128)],
    ...[note('归档办法另行规定。', 116), numbered(2, 116)],
    { text: '— 1 —', x: 280, y: 60, size: 9 },
  ]
  const second = [
    body('第三条　未归档的，按照第１条第2款处理。', 80, 700),
    up('3', 350, 700),
    { text: '— 2 —', x: 280, y: 60, size: 9 },
  ]

  expect(await clausesOf('办法.pdf', placedPdf([first, second]))).toEqual(
    await written([
      TITLE,
      '第一条　合同应当审查，面积超过500m2的合同还应当经首席合规官审核。',
      '注：包括补充协议，以及对已经签订的合同的变更、解除协议。',
      '第二条　合同按季度归档。',
      '注：归档办法另行规定。',
      '第三条　未归档的，按照第１条第2款处理。3',
    ]),
  )
})

test.each([
  ['of every page', [8, 11]],
  ['of the only page', [30]],
])('large words that lie level behind the text %s are no text', async (_, rowsOf) => {
  for (const rows of rowsOf) {
    const pages = compose(FULL, { rows }).map((runs) => [{ text: '内部文件', x: 100, y: 668, size: 54 }, ...runs])

    expect(await clausesOf('办法.pdf', placedPdf(pages))).toEqual(await written(FULL))
  }
})

test('the last page of a text in two columns, with a few lines at its top, is read like the others', async () => {
  const lines = [TITLE, ...Array.from({ length: 33 }, (_, at) => `第${at + 1}条　${sentence(30)}`)]
  const [[title, ...strip] = []] = compose(lines, { rows: 200, letters: 18, leading: 14 })
  const columns = [strip.slice(0, 30), strip.slice(30, 60), strip.slice(60, 63), strip.slice(63)].map((runs, at) =>
    runs.map((run, row) => ({ ...run, x: 60 + 250 * (at % 2), y: 790 - 14 * row })),
  )
  const pages = [
    [{ ...(title as Run), x: 220, y: 815 }, ...(columns[0] ?? []), ...(columns[1] ?? [])],
    [...(columns[2] ?? []), ...(columns[3] ?? [])],
  ].map((runs, at) => [...runs, { text: `- ${at + 1} -`, x: 283, y: 30, size: 12 }])

  expect(await clausesOf('办法.pdf', placedPdf(pages))).toEqual(await written(lines))
})

test('numbers without a dot stand apart from their headings, be they set smaller', async () => {
  const lines: [string, string][] = [
    ['1', '总则'],
    ['1.1', '本制度适用于集团。'],
    ['2', '职责'],
    ['2.1', '采购部编制计划。'],
  ]
  const runs = lines.flatMap(([number, text], at) => [
    { text: number, x: 96, y: 700 - at * 20, size: 10 },
    { text, x: 96 + 5 * number.length + 6, y: 700 - at * 20 },
  ])

  expect(await clausesOf('制度.pdf', placedPdf([[{ text: TITLE, x: 200, y: 740, size: 18 }, ...runs]]))).toEqual(
    await clausesOf('制度.md', Buffer.from([`# ${TITLE}`, ...lines.map((line) => line.join(' '))].join('\n\n'))),
  )
})

/** Cells of a table by their lines; each line is so many points below the one before. */
const cellRuns = (lines: readonly (readonly string[])[], [top = 700, ...steps]: readonly number[]): Run[] =>
  lines.flatMap((cells, at) =>
    cells.map((text, column) => ({
      text,
      x: [80, 150, 190, 380][column] ?? 0,
      y: top - steps.slice(0, at).reduce((sum, step) => sum + step, 0),
      size: 10,
    })),
  )

test('cells merged downwards are read in every row, and rows go on over page ends', async () => {
  const first = [
    ['类别', '序号', '事项', '部门'],
    ['合同', '1', '未按规定审查合同', '法务部'],
    ['', '2', '授权过期，或者超越', '办公室'],
    ['', '', '授权范围'],
    ['采购', '3', '应招未招', '采购部'],
    ['', '4', '未按规定公示采购结'],
  ]
  const second = [
    ['', '', '果，或者公示的时间'],
    ['', '', '不足'],
    ['', '5', '围标串标', '采购部'],
  ]
  const page = (lines: string[][], top: number) =>
    cellRuns(lines, [top, ...lines.map(() => 14)]).filter(({ text }) => text)
  const pages = [[{ text: '合规风险清单', x: 200, y: 780, size: 18 }, ...page(first, 740)], page(second, 740)]

  const rows = (await clausesOf('清单.pdf', placedPdf(pages))).filter((clause) => clause.includes('行'))
  expect(rows.map((row) => row.slice(row.indexOf(' ') + 1))).toEqual([
    '类别:合同;序号:1;事项:未按规定审查合同;部门:法务部',
    '类别:合同;序号:2;事项:授权过期,或者超越授权范围;部门:办公室',
    '类别:采购;序号:3;事项:应招未招;部门:采购部',
    '类别:采购;序号:4;事项:未按规定公示采购结果,或者公示的时间不足',
    '类别:采购;序号:5;事项:围标串标;部门:采购部',
  ])
})

test('a list of numbered rows that fills its pages keeps their numbers', async () => {
  const rows = Array.from({ length: 70 }, (_, at) => [String(at + 1), `第${at + 1}类合同应当经法务部门审查`])
  const pages = [rows.slice(0, 34), rows.slice(34)].map((part, page) =>
    part.flatMap((cells, at) =>
      cells.map((text, column) => ({ text, x: 80 + 40 * column, y: 720 + 20 * page - at * 18 })),
    ),
  )
  const heading = [
    { text: '合同审核清单', x: 240, y: 780, size: 18 },
    { text: '序号', x: 80, y: 740 },
    { text: '审核要求', x: 120, y: 740 },
  ]

  const clauses = await clausesOf('清单.pdf', placedPdf([[...heading, ...(pages[0] ?? [])], pages[1] ?? []]))
  expect(clauses.at(-1)).toContain('序号:70;审核要求:第70类合同应当经法务部门审查')
})

test('where the page does not show whether a paragraph begins, the person who brings the document is told to look', async () => {
  const lines = [TITLE, `第一条　${sentence(38)}`, sentence(42), sentence(30), `第二条　${sentence(30)}`, sentence(30)]
  const warningsOf = async (how: Partial<Type>) =>
    (await reader.read({ name: '办法.pdf', bytes: placedPdf(compose(lines, how)) })).warnings

  expect(await warningsOf({})).toEqual([
    '第 1 页“企业应当建立健全合规…”、第 1 页“企业应当建立健全合规…”前面的一行正好排满，版面上看不出是否另起一段；引用这些条文的第几款之前请对照原件，或改用 Word 原件。',
  ])
  expect(await warningsOf({ indent: 2 })).toEqual([])
})

test('pages that are pictures under a printed header are named, the others are read', async () => {
  const header = (page: number): Run[] => [
    { text: '临江市国资委监管企业合规管理办法汇编', x: 180, y: 800, size: 10 },
    { text: `第 ${page} 页`, x: 280, y: 30, size: 10 },
  ]
  const [text = []] = compose([TITLE, `第一条　${sentence(60)}`])
  const read = (pages: Run[][]) => reader.read({ name: '汇编.pdf', bytes: placedPdf(pages) })

  const { warnings, blocks } = await read([[...header(1), ...text], header(2), header(3)])
  expect(warnings).toEqual(['第 2、3 页没有文字（可能是扫描图片），这些页没有读到内容。'])
  expect(blocks.at(-1)?.text).toBe(`第一条 ${sentence(60)}`)
  await expect(read([header(1), header(2), header(3)])).rejects.toThrow('no text layer')
})

test('cells in the middle of their rows, of several lines and merged downwards, stand in the rows an eye sees', async () => {
  const size = 10
  const at = (x: number, y: number, text: string): Run => ({ text, x, y, size })
  const heads = ['类别', '序号', '事项', '部门'].map((text, column) => at([80, 150, 190, 380][column] ?? 0, 740, text))
  // Rows of one and of two lines; numbers and departments stand halfway down, the groups in the middle of theirs.
  const rows = [2, 1, 1, 2, 1].map((lines, row) => ({ lines, row, y: 700 - ([0, 38, 64, 96, 134][row] ?? 0) }))
  const cells = rows.flatMap(({ lines, row, y }) => [
    at(150, y, String(row + 1)),
    ...(lines === 1
      ? [at(190, y, `第${row + 1}类合同过期`)]
      : [at(190, y + 8, `第${row + 1}类合同未按规定审查，`), at(190, y - 8, '造成损失')]),
    at(380, y, '法务部'),
  ])
  const groups = [
    at(80, (708 + 662) / 2, '合同管理'),
    at(80, (636 + 566) / 2 + 8, '招标'),
    at(80, (636 + 566) / 2 - 8, '采购'),
  ]

  const clauses = await clausesOf(
    '清单.pdf',
    placedPdf([[{ text: '合规风险清单', x: 200, y: 780, size: 18 }, ...heads, ...cells, ...groups]]),
  )
  expect(
    clauses.filter((clause) => clause.includes('/行')).map((clause) => clause.slice(clause.indexOf(' ') + 1)),
  ).toEqual([
    '类别:合同管理;序号:1;事项:第1类合同未按规定审查,造成损失;部门:法务部',
    '类别:合同管理;序号:2;事项:第2类合同过期;部门:法务部',
    '类别:招标采购;序号:3;事项:第3类合同过期;部门:法务部',
    '类别:招标采购;序号:4;事项:第4类合同未按规定审查,造成损失;部门:法务部',
    '类别:招标采购;序号:5;事项:第5类合同过期;部门:法务部',
  ])
})

test('rows of a table at the end of every page are no footers, though they differ in numbers only', async () => {
  const row = (number: number, y: number): Run[] =>
    [String(number), `第${number}类合同`, '法务部'].map((text, column) => ({ text, x: 80 + 90 * column, y }))
  const pages = [0, 1, 2, 3].map((page) => [
    ...Array.from({ length: 38 }, (_, at) => row(38 * page + at + 1, 740 - 18 * at)).flat(),
    { text: `合同清单 2026年版 第${page + 1}页 共4页`, x: 250, y: 40 },
  ])

  const clauses = await clausesOf('清单.pdf', placedPdf(pages))
  expect(clauses).toHaveLength(4 * 38)
  expect(clauses.at(-1)).toContain('152;第152类合同;法务部')
})
