import { describe, expect, test } from 'vitest'
import { readFacts } from '../../../src/knowledge/intake/facts.ts'

const facts = (text: string, fileName = '文件.docx') => readFacts(text, fileName)

describe('what a document says about itself', () => {
  test('a law: its organ, its rank, the day in its last article, not the day it was adopted', () => {
    const law = facts(`中华人民共和国数据安全法
（2021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议通过）
目　录
第一章　总则
第一条　为了规范数据处理活动，制定本法。
第五十五条　本法自2021年9月1日起施行。`)

    expect(law).toEqual({
      title: '中华人民共和国数据安全法',
      issuer: '全国人民代表大会常务委员会',
      level: 'law',
      inForceFrom: '2021-09-01',
    })
  })

  test('a decree of a ministry: number from two lines, what it abolishes', () => {
    const rule = facts(`国务院国有资产监督管理委员会令
第42号
中央企业合规管理办法
第一章 总则
第一条 为深入贯彻习近平法治思想，制定本办法。
第四十二条 本办法自2022年10月1日起施行。《中央企业合规管理指引（试行）》同时废止。`)

    expect(rule).toEqual({
      title: '中央企业合规管理办法',
      number: '国务院国有资产监督管理委员会令第42号',
      issuer: '国务院国有资产监督管理委员会',
      level: 'rule',
      inForceFrom: '2022-10-01',
      supersedes: ['中央企业合规管理指引（试行）'],
    })
  })

  test('a notice that publishes a rule is known by the name of the rule, and starts on the day it was issued', () => {
    const notice = facts(`包头市国资委文件
包国资发〔2023〕15号
关于印发《市属企业合规管理实施细则》的通知
各监管企业：
现将《市属企业合规管理实施细则》印发给你们，请认真执行。
包头市国资委
2023年4月6日
市属企业合规管理实施细则
第一条 为了规范市属企业合规管理，制定本细则。
第二条 本细则自印发之日起施行，有效期5年。
包头市国资委
2023年4月6日`)

    expect(notice).toMatchObject({
      title: '市属企业合规管理实施细则',
      number: '包国资发〔2023〕15号',
      issuer: '包头市国资委',
      level: 'local',
      inForceFrom: '2023-04-06',
      inForceTo: '2028-04-05',
    })
  })

  test('an enterprise rule: a title over two lines, the full name of the company, whom it may be meant for', () => {
    const rule = facts(`蒙西能源集团有限公司
采购管理办法（试行）
蒙西能源发〔2024〕12号
第一条 为规范采购行为，制定本办法。
第二条 本办法自2024年5月1日起施行。`)

    expect(rule).toMatchObject({
      title: '蒙西能源集团有限公司采购管理办法（试行）',
      issuer: '蒙西能源集团有限公司',
      level: 'enterprise',
      audience: { enterprises: ['蒙西能源集团有限公司'] },
    })
  })

  test("a web page's menu is no part of the title", () => {
    expect(facts('首页 政务公开 办事服务\n企业合规条例\n第一条 企业应当合规。').title).toBe('企业合规条例')
    expect(facts('临江市人民政府\n市属企业投资管理办法\n第一条 投资应当审慎。').title).toBe('市属企业投资管理办法')
    expect(facts('临江市国资委\n关于加强投资管理的通知\n各企业：').title).toBe('临江市国资委关于加强投资管理的通知')
    expect(facts('蒙西能源集团\n采购 管理 办法\n第一条 采购应当公开。').title).toBe('蒙西能源集团采购管理办法')
  })

  test('Chinese numerals in dates are read', () => {
    expect(facts('采购办法\n第一条 本办法自二〇二四年五月一日起施行。').inForceFrom).toBe('2024-05-01')
  })

  test('a number or a day that belongs to another document is not taken', () => {
    const rule = facts(`采购管理办法
第一条 根据《关于加强采购管理的意见》（国资发〔2019〕8号）制定本办法。
第二条 自2019年1月1日以来的采购档案应当补建。`)

    expect(rule.number).toBeUndefined()
    expect(rule.inForceFrom).toBeUndefined()
  })

  test('a file without a title in it is called by its name', () => {
    expect(facts('第一条 采购应当公开。', '采购须知.txt').title).toBe('采购须知')
  })
})
