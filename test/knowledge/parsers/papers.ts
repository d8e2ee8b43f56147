import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx'

/** A paragraph, a heading, or a table whose first row names the columns. */
export type Piece = string | { heading: string; level: 1 | 2 | 3 } | { rows: string[][] }

/** A document as people write them, made up for these tests. */
export interface Paper {
  name: string
  title: string
  body: Piece[]
}

const h1 = (heading: string): Piece => ({ heading, level: 1 })
const h2 = (heading: string): Piece => ({ heading, level: 2 })

export const LAW: Paper = {
  name: '企业合规促进法',
  title: '中华人民共和国企业合规促进法',
  body: [
    '（2025年6月27日第十四届全国人民代表大会常务委员会第十六次会议通过）',
    '目　录',
    '第一编　总则',
    '第一章　一般规定',
    '第二章　合规义务',
    '第二编　附则',
    h1('第一编　总则'),
    h2('第一章　一般规定'),
    '第一条　为了促进企业依法合规经营，防范合规风险，保护企业和职工的合法权益，根据宪法，制定本法。',
    '第二条　本法所称合规，是指企业及其员工的经营管理行为符合法律、法规、监管规定、行业准则和企业章程、规章制度的要求。',
    '前款所称企业，包括依照第十条规定登记的国有独资公司。',
    h2('第二章　合规义务'),
    '第三条　企业应当履行下列义务：',
    '（一）建立合规管理制度；',
    '（二）依照本法第五条第二款的规定，设置与经营规模相适应的合规管理机构，包括：',
    '1.合规委员会；',
    '2.合规管理部门：',
    '（1）总部的合规管理部门；',
    '（2）分支机构的合规管理岗位。',
    '（三）法律、行政法规规定的其他义务。',
    '有前款第（二）项规定情形的，应当自设置之日起三十日内向履行出资人职责的机构备案。',
    '第四条　任何单位和个人不得干预合规管理机构依法履行职责。',
    '第五条　企业主要负责人是合规管理第一责任人。',
    '企业应当保障合规管理机构独立履行职责所必需的人员、经费和信息。',
    h1('第二编　附则'),
    '第六条之一　外商投资企业参照本法第三条、第四条的规定执行。',
    '第七条　本法自2026年1月1日起施行。',
  ],
}

export const NOTICE: Paper = {
  name: '专项检查通知',
  title: '关于开展2024年度监管企业合规管理专项检查工作的通知',
  body: [
    '某国资发〔2024〕36号',
    '各监管企业，委机关各处室：',
    '为深入贯彻落实《市国资委监管企业合规管理工作方案（2023-2025年）》，根据年度工作安排，现就有关事项通知如下：',
    '一、检查目的',
    '全面掌握监管企业合规管理体系建设情况，查找薄弱环节，推动问题整改。',
    '二、检查内容',
    '（一）组织体系建设情况。重点检查：',
    '1.合规管理部门设立情况；',
    '2.首席合规官配备情况。包括：',
    '（1）任职条件；',
    '（2）履职情况：',
    '①列席董事会情况；',
    '②出具合规意见情况。',
    '（二）制度体系建设情况。各企业是否按照本通知第一条和附件1的要求完善专项指引。',
    '三、时间安排',
    '自查阶段（6月1日—6月30日）。各企业对照附件1开展自查，于2024年6月30日前报送自查报告。',
    '抽查阶段（7月1日—8月31日）。市国资委组织检查组开展现场抽查，抽查比例不低于30%。',
    '附件：1.合规管理检查要点',
    '2.自查报告模板',
    '某市人民政府国有资产监督管理委员会',
    '2024年5月20日',
    '（此件公开发布）',
    '附件1',
    '合规管理检查要点',
    '一、组织体系',
    '1.是否设立合规委员会。',
    '2.是否明确合规管理部门。',
    '附件2',
    '自查报告模板',
    '一、基本情况',
    '二、存在问题',
  ],
}

export const RULE: Paper = {
  name: '采购管理办法',
  title: '蒙西能源集团有限公司采购管理办法（试行）',
  body: [
    h1('第一章 总则'),
    '第一条 为规范采购行为，防范廉洁风险，根据《中华人民共和国招标投标法》等法律法规，结合集团公司实际，制定本办法。',
    '第二条 本办法适用于集团公司总部及所属各单位。',
    h1('第二章 采购方式'),
    '第三条 采购限额和审批权限按照下表执行：',
    {
      rows: [
        ['采购类别', '限额标准', '采购方式', '审批人'],
        ['工程', '400万元以上', '公开招标', '总经理办公会'],
        ['货物', '200万元以上', '公开招标', '分管副总经理'],
        ['服务', '100万元以上', '竞争性谈判', '分管副总经理'],
      ],
    },
    '第四条 采购人员不得接受供应商的宴请、礼品和现金；违反规定的，按照第十二条追究责任。',
    h1('第三章 附则'),
    '第五条 本办法自2024年5月1日起施行，有效期三年。',
    '附件：供应商评审表',
    {
      rows: [
        ['评审项目', '分值'],
        ['履约能力', '40'],
        ['价格水平', '60'],
      ],
    },
  ],
}

export const STANDARD: Paper = {
  name: '合规风险评估规范',
  title: '合规风险评估工作规范',
  body: [
    h1('适用范围'),
    '本规范规定了合规风险识别、分析和评价的要求，适用于集团公司总部及所属各单位。',
    h1('评估程序'),
    '4.1 风险识别',
    '4.1.1 业务部门应当每年至少开展一次风险识别。',
    '4.1.2 识别结果应当记入合规风险库。',
    '4.2 风险分析',
    '4.2.1 采用可能性和影响程度两个维度，按照3.14的要求打分。',
    h1('附则'),
    '本规范由法律合规部负责解释。',
  ],
}

export const PLAIN: Paper = {
  name: '差旅费管理规定',
  title: '差旅费管理规定',
  body: [
    h1('总则'),
    '为加强差旅费管理，规范报销行为，制定本规定。',
    '本规定适用于公司全体员工。',
    h1('报销标准'),
    '住宿费按照职务级别执行。',
    '1. 高级管理人员每人每天不超过800元。',
    '2. 其他人员每人每天不超过450元。',
    h1('报销程序'),
    '出差结束后15日内填写报销单，逾期不予受理。',
  ],
}

export const AMENDMENT: Paper = {
  name: '修改决定',
  title: '关于修改《市属企业合规管理办法》的决定',
  body: [
    '市国资委决定对《市属企业合规管理办法》作如下修改：',
    '一、将第三条修改为：“企业应当设立首席合规官，由总法律顾问兼任。”',
    '二、删去第十二条第二款。',
    '三、将第二十条中的“每年12月20日”修改为“每年12月31日”。',
    '本决定自2025年3月1日起施行。',
    '市国资委',
    '2025年2月10日',
  ],
}

/** As people write Markdown: numbers in bold, headings with signs. */
export function asMarkdown({ title, body }: Paper): string {
  const blocks = body.map((piece) => {
    if (typeof piece === 'string') return piece.replace(/^(第[^　 ]+条(?:之.)?)([　 ])/u, '**$1**$2')
    if ('heading' in piece) return `${'#'.repeat(piece.level + 1)} ${piece.heading}`
    const [head = [], ...rows] = piece.rows.map((cells) => `| ${cells.join(' | ')} |`)
    return [head, `|${' --- |'.repeat(piece.rows[0]?.length ?? 0)}`, ...rows].join('\n')
  })
  return [`# ${title}`, ...blocks].join('\n\n')
}

export function asHtml({ title, body }: Paper): string {
  const blocks = body.map((piece) => {
    if (typeof piece === 'string') return `<p>${piece}</p>`
    if ('heading' in piece) return `<h${piece.level + 1}>${piece.heading}</h${piece.level + 1}>`
    const rows = piece.rows.map((cells, at) => {
      const tag = at === 0 ? 'th' : 'td'
      return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
    })
    return `<table>${rows.join('')}</table>`
  })
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><title>网页</title><style>
    body{font:14px/1.7 "WenQuanYi Zen Hei"} h1{text-align:center;font-size:22px} h2{font-size:18px} h3{font-size:16px}
    p{text-indent:2em;margin:0} table{border-collapse:collapse} td,th{border:1px solid;padding:4px 12px}</style>
    <nav>首页 政务公开 办事服务</nav><h1>${title}</h1>${blocks.join('\n')}</html>`
}

const WORD_HEADINGS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const

export async function asWord({ title, body }: Paper): Promise<Uint8Array> {
  const children = body.map((piece) => {
    if (typeof piece === 'string') return new Paragraph({ text: piece })
    if ('heading' in piece) {
      const heading = WORD_HEADINGS[piece.level - 1] ?? HeadingLevel.HEADING_1
      return new Paragraph({ text: piece.heading, heading })
    }
    const rows = piece.rows.map(
      (cells) =>
        new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph({ text })] })) }),
    )
    return new Table({ rows, width: { size: 100, type: WidthType.PERCENTAGE } })
  })
  const document = new Document({
    sections: [{ children: [new Paragraph({ text: title, heading: HeadingLevel.TITLE }), ...children] }],
  })
  return Packer.toBuffer(document)
}

/** Lines of text only; a table does not survive that. */
export function asText({ title, body }: Paper): string {
  const lines = body.flatMap((piece) =>
    typeof piece === 'string' ? [piece] : 'heading' in piece ? [piece.heading] : [],
  )
  return [title, ...lines].join('\n')
}
