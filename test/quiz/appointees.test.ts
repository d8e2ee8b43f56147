import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { readAppointees } from '../../src/quiz/appointees.ts'

async function aList(...rows: (string | undefined)[][]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('名单')
  for (const row of rows) sheet.addRow(row)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

test('a list of appointees is read below its title and header, empty lines are passed over', async () => {
  const bytes = await aList(
    ['2026年拟任人员名单'],
    ['序号', '姓名', '拟任职务'],
    ['1', '张 伟'.replace(' ', ''), '工程业务部副部长'],
    [],
    ['2', '李华'],
  )
  expect(await readAppointees(bytes, '名单.xlsx')).toEqual([
    { member: '张伟', occasion: '工程业务部副部长', line: 3 },
    { member: '李华', line: 5 },
  ])
})

test('a userid is taken before a name, because names are not unique', async () => {
  expect(await readAppointees(await aList(['姓名', '账号'], ['张伟', 'zhangwei']), 'a.xlsx')).toEqual([
    { member: 'zhangwei', line: 2 },
  ])
})

test('with both columns either will do; a post without a person is refused by its line instead of passed over', async () => {
  const header = ['姓名', '账号', '拟任职务']
  expect(
    await readAppointees(await aList(header, ['张伟', 'zhangwei'], ['周敏', ''], ['', 'lihua']), 'a.xlsx'),
  ).toEqual([
    { member: 'zhangwei', line: 2 },
    { member: '周敏', line: 3 },
    { member: 'lihua', line: 4 },
  ])
  await expect(
    readAppointees(await aList(header, ['张伟', '', '部长'], ['', '', '审计部副部长']), 'a.xlsx'),
  ).rejects.toMatchObject({ publicMessage: expect.stringContaining('第 3 行写了“审计部副部长”，没有写姓名或账号') })
})

test('a list without header, without people, or that is no workbook is refused with what to do', async () => {
  await expect(readAppointees(await aList(['甲'], ['乙']), 'a.xlsx')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('没有找到表头'),
  })
  await expect(readAppointees(await aList(['姓名']), 'a.xlsx')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('没有人员'),
  })
  await expect(readAppointees(new TextEncoder().encode('姓名,职务'), 'a.csv')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('不是有效的 Excel'),
  })
})
