import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/base/errors.ts'
import {
  buttonInteraction,
  checkCard,
  multipleInteraction,
  newsNotice,
  textNotice,
  voteInteraction,
} from '../../src/wecom/cards.ts'

const link = { type: 1 as const, url: 'https://example.com/clauses/6' }
const title = { title: '合规义务提醒' }
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const option = (index: number) => ({ id: `o${index}`, text: `选项${index}` })

const cards = {
  text_notice: () =>
    textNotice({
      main_title: title,
      card_action: link,
      action_menu: { desc: '更多', action_list: [{ text: '停用提醒', key: 'mute' }] },
      task_id: 't-1',
      jump_list: [{ type: 1, title: '原文', url: link.url }],
      horizontal_content_list: [{ keyname: '截止', value: '3月31日' }],
    }),
  news_notice: () =>
    newsNotice({
      main_title: title,
      card_action: link,
      card_image: { url: 'https://example.com/a.png', aspect_ratio: 1.8 },
      vertical_content_list: [{ title: '要点', desc: '…' }],
    }),
  button_interaction: () =>
    buttonInteraction({
      main_title: title,
      task_id: 't-2',
      button_list: [
        { text: '有用', style: 1, key: 'up' },
        { text: '看原文', type: 1, url: link.url },
      ],
      button_selection: { question_key: 'q', option_list: many(10, option) },
    }),
  vote_interaction: () =>
    voteInteraction({
      main_title: title,
      task_id: 't-3',
      checkbox: { question_key: 'q', mode: 1, option_list: many(20, option) },
      submit_button: { text: '提交', key: 'ok' },
    }),
  multiple_interaction: () =>
    multipleInteraction({
      main_title: title,
      task_id: 't-4@a_b',
      select_list: many(3, (index) => ({ question_key: `q${index}`, option_list: many(10, option) })),
      submit_button: { key: 'ok' },
    }),
}

function found(card: object, changes: object): [number, string][] {
  return checkCard({ ...card, ...changes }).map(({ errcode, field }) => [errcode, field])
}

test.each(Object.keys(cards))('a full %s passes', (type) => {
  const card = cards[type as keyof typeof cards]()
  expect(card.card_type).toBe(type)
  expect(checkCard(card)).toEqual([])
})

test('the examples of the reference pass', () => {
  for (const json of [
    '{"card_type":"text_notice","main_title":{"title":"T"},"card_action":{"type":1,"url":"https://example.com"}}',
    '{"card_type":"news_notice","main_title":{"title":"T"},"card_image":{"url":"https://example.com/a.png","aspect_ratio":1.8},"card_action":{"type":1,"url":"https://example.com"}}',
    '{"card_type":"button_interaction","main_title":{"title":"T"},"task_id":"t-1","button_list":[{"text":"有用","style":1,"key":"up"},{"text":"没用","style":2,"key":"down"}]}',
    '{"card_type":"vote_interaction","main_title":{"title":"T"},"task_id":"t-2","checkbox":{"question_key":"q","mode":1,"option_list":[{"id":"a","text":"A","is_checked":false}]},"submit_button":{"text":"提交","key":"ok"}}',
    '{"card_type":"multiple_interaction","main_title":{"title":"T"},"task_id":"t-3","select_list":[{"question_key":"q1","title":"S","option_list":[{"id":"1","text":"一"}]}],"submit_button":{"text":"提交","key":"ok"}}',
  ]) {
    expect(checkCard(JSON.parse(json))).toEqual([])
  }
})

describe('each hard limit has its errcode', () => {
  const k = (length: number) => 'k'.repeat(length)
  test.each<[keyof typeof cards, object, [number, string]]>([
    ['text_notice', { card_type: 'poster' }, [42031, 'card_type']],
    ['text_notice', { button_list: [] }, [40058, 'button_list']],
    ['text_notice', { main_title: {} }, [41016, 'main_title.title']],
    ['news_notice', { main_title: undefined }, [41016, 'main_title.title']],
    ['text_notice', { card_action: undefined }, [42045, 'card_action']],
    ['text_notice', { card_action: { type: 0 } }, [42045, 'card_action']],
    ['text_notice', { card_action: { type: 1, url: 'example.com' } }, [42028, 'card_action.url']],
    ['text_notice', { card_action: { type: 1, url: `https://${k(1024)}` } }, [42028, 'card_action.url']],
    ['text_notice', { card_action: { type: 2 } }, [42030, 'card_action.appid']],
    ['text_notice', { task_id: undefined }, [42014, 'task_id']],
    ['button_interaction', { task_id: '任务' }, [42014, 'task_id']],
    ['button_interaction', { task_id: k(129) }, [42014, 'task_id']],
    ['text_notice', { action_menu: { action_list: [] } }, [40058, 'action_menu.action_list']],
    [
      'text_notice',
      { action_menu: { action_list: many(4, (index) => ({ text: 'x', key: `${index}` })) } },
      [40058, 'action_menu.action_list'],
    ],
    [
      'text_notice',
      {
        action_menu: {
          action_list: [
            { text: 'a', key: 'k' },
            { text: 'b', key: 'k' },
          ],
        },
      },
      [42051, 'action_menu.action_list'],
    ],
    ['text_notice', { horizontal_content_list: many(7, () => ({ keyname: 'k' })) }, [42035, 'horizontal_content_list']],
    ['text_notice', { horizontal_content_list: [{ value: 'v' }] }, [42027, 'horizontal_content_list[0].keyname']],
    [
      'text_notice',
      { horizontal_content_list: [{ type: 2, keyname: 'k' }] },
      [42029, 'horizontal_content_list[0].media_id'],
    ],
    [
      'text_notice',
      { horizontal_content_list: [{ type: 3, keyname: 'k' }] },
      [42050, 'horizontal_content_list[0].userid'],
    ],
    ['text_notice', { jump_list: many(4, () => ({ title: 't' })) }, [42042, 'jump_list']],
    ['text_notice', { jump_list: [{ type: 1, url: link.url }] }, [42033, 'jump_list[0].title']],
    ['news_notice', { vertical_content_list: many(5, () => ({ title: 't' })) }, [42036, 'vertical_content_list']],
    ['news_notice', { card_image: undefined }, [42044, 'card_image']],
    ['news_notice', { card_image: { url: 'a.png' } }, [42044, 'card_image.url']],
    ['news_notice', { card_image: { url: link.url, aspect_ratio: 2.25 } }, [40058, 'card_image.aspect_ratio']],
    ['news_notice', { image_text_area: {} }, [42028, 'image_text_area.image_url']],
    ['button_interaction', { button_list: [] }, [40058, 'button_list']],
    [
      'button_interaction',
      { button_list: many(7, (index) => ({ text: 'x', key: `${index}` })) },
      [40058, 'button_list'],
    ],
    ['button_interaction', { button_list: [{ key: 'k' }] }, [42038, 'button_list[0].text']],
    ['button_interaction', { button_list: [{ text: 'x' }] }, [42039, 'button_list[0].key']],
    ['button_interaction', { button_list: [{ text: 'x', key: k(1025) }] }, [42039, 'button_list[0].key']],
    ['button_interaction', { button_list: [{ text: 'x', key: '合'.repeat(342) }] }, [42039, 'button_list[0].key']],
    [
      'button_interaction',
      {
        button_list: [
          { text: 'x', key: 'k' },
          { text: 'y', key: 'k' },
        ],
      },
      [42051, 'button_list'],
    ],
    [
      'button_interaction',
      { button_selection: { question_key: 'q', option_list: many(11, option) } },
      [42037, 'button_selection.option_list'],
    ],
    ['vote_interaction', { checkbox: undefined }, [42043, 'checkbox.question_key']],
    [
      'vote_interaction',
      { checkbox: { question_key: 'q', option_list: many(21, option) } },
      [42037, 'checkbox.option_list'],
    ],
    [
      'vote_interaction',
      { checkbox: { question_key: 'q', option_list: [{ id: k(129), text: 'x' }] } },
      [42040, 'checkbox.option_list[0].id'],
    ],
    [
      'vote_interaction',
      { checkbox: { question_key: 'q', option_list: [{ id: 'a' }] } },
      [42041, 'checkbox.option_list[0].text'],
    ],
    [
      'vote_interaction',
      { checkbox: { question_key: 'q', option_list: [option(1), option(1)] } },
      [42040, 'checkbox.option_list'],
    ],
    ['vote_interaction', { submit_button: { text: '' } }, [42046, 'submit_button.key']],
    ['vote_interaction', { submit_button: { text: '', key: 'k' } }, [42049, 'submit_button.text']],
    ['multiple_interaction', { select_list: [] }, [42047, 'select_list']],
    [
      'multiple_interaction',
      { select_list: many(4, (index) => ({ question_key: `${index}`, option_list: [option(1)] })) },
      [42047, 'select_list'],
    ],
    [
      'multiple_interaction',
      { select_list: many(2, () => ({ question_key: 'q', option_list: [option(1)] })) },
      [42043, 'select_list'],
    ],
  ])('%s with %j', (type, changes, expected) => {
    expect(found(cards[type](), changes)).toContainEqual(expected)
  })
})

test('all problems of a card are told at once, and a builder refuses with all of them', () => {
  expect(found(cards.button_interaction(), { task_id: '', main_title: {}, button_list: [{}] })).toEqual([
    [41016, 'main_title.title'],
    [42014, 'task_id'],
    [42038, 'button_list[0].text'],
    [42039, 'button_list[0].key'],
  ])
  const build = () =>
    voteInteraction({
      main_title: title,
      task_id: '任务',
      checkbox: { question_key: 'q', option_list: [] },
      submit_button: { key: 'ok' },
    })
  expect(build).toThrow(AppError)
  expect(build).toThrow(/42014 task_id.*42037 checkbox/)
})

test.each([
  undefined,
  null,
  'card',
  [],
  7,
  {},
  { card_type: 'toString' },
  { card_type: 'vote_interaction', checkbox: [], submit_button: 3, main_title: 'x' },
])('%j is not a card, and no crash', (card) => {
  expect(checkCard(card).length).toBeGreaterThan(0)
})
