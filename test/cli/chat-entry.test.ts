import { expect, test } from 'vitest'
import { ChatEntry, entryText } from '../../src/cli/chat-entry.ts'

const shown = (entry: object) => entryText(ChatEntry.parse({ id: 1, from: 'bot', ...entry }))

test('in the terminal a link is its words with the address behind, and the invisible ending is left out', () => {
  const text = '〔出处〕二（二）6 <a href="http://127.0.0.1:8080/c/x">查看</a>\u200b\u200c\u2060'
  expect(shown({ kind: 'text', text })).toBe('〔出处〕二（二）6 查看（http://127.0.0.1:8080/c/x）')
})

test('a card is told line by line, with its buttons and what to do instead of pressing them', () => {
  const card = {
    main_title: { title: '报送自查报告', desc: '2026年12月20日（周日）截止' },
    horizontal_content_list: [{ keyname: '事项编号', value: '2' }],
    button_list: [{ text: '已办结', key: 'done' }, { text: '办理中' }],
  }
  expect(shown({ kind: 'card', card }).split('\n')).toEqual([
    '[卡片] 报送自查报告',
    '2026年12月20日（周日）截止',
    '事项编号：2',
    '按钮：已办结｜办理中（终端里不能点，请直接回复文字）',
  ])
})

test('the options of a question card stand below it; a file is named', () => {
  const card = {
    main_title: { title: '第 1 题' },
    checkbox: { option_list: [{ text: 'A 甲' }, { text: 'B 乙' }] },
    submit_button: { text: '提交' },
  }
  expect(shown({ kind: 'card', card })).toContain('· A 甲\n· B 乙\n按钮：提交')
  expect(shown({ kind: 'file', name: '工作台账.docx' })).toBe('[文件] 工作台账.docx')
})
