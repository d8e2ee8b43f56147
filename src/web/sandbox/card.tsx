import { type ReactNode, useId, useState } from 'react'
import type { Entry } from '../../sandbox/contract.ts'
import { CardShape, type CardShape as Shape } from './card-shape.ts'
import { WebLink } from './link.tsx'

interface Press {
  key: string
  selected?: { questionKey: string; optionIds: string[] }[]
  menu?: boolean
}

interface Props {
  entry: Entry & { kind: 'card' }
  onPress(press: Press): void
}

/** A template card with the controls of its type, as WeCom draws them; once answered, its buttons are one grey text. */
export function CardView({ entry, onPress }: Props) {
  const card = CardShape.parse(entry.card)
  const controls = { card, disabled: entry.disabled, replaced: entry.replaced, onPress }
  return (
    <>
      {card.source?.desc && <p className="source">{card.source.desc}</p>}
      {card.main_title?.title && <h3>{card.main_title.title}</h3>}
      {card.main_title?.desc && <p className="desc">{card.main_title.desc}</p>}
      {card.emphasis_content?.title && (
        <p className="emphasis">
          <strong>{card.emphasis_content.title}</strong>
          {card.emphasis_content.desc}
        </p>
      )}
      {card.card_image && <img src={card.card_image.url} alt="" />}
      {card.quote_area && (
        <blockquote>
          {card.quote_area.title}
          {card.quote_area.title && <br />}
          {card.quote_area.quote_text}
        </blockquote>
      )}
      {card.sub_title_text && <p className="desc">{card.sub_title_text}</p>}
      <Facts card={card} />
      {card.jump_list.map(({ title, url }) => (
        <p className="jump" key={title}>
          <Link url={url}>{title}</Link>
        </p>
      ))}
      <Controls {...controls} />
      {card.action_menu && !entry.disabled && <Menu actions={card.action_menu.action_list} onPress={onPress} />}
    </>
  )
}

function Facts({ card }: { card: Shape }) {
  return (
    <>
      {card.vertical_content_list.map(({ title, desc }) => (
        <p className="vertical" key={title}>
          <strong>{title}</strong>
          {desc}
        </p>
      ))}
      {card.horizontal_content_list.length > 0 && (
        <dl>
          {card.horizontal_content_list.map(({ keyname, value, url }) => (
            <div key={keyname}>
              <dt>{keyname}</dt>
              <dd>
                <Link url={url}>{value}</Link>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

/** Addresses come from outside: only web pages become links. */
function Link({ url, children }: { url: string | undefined; children: ReactNode }) {
  if (!url || !/^https?:\/\//i.test(url)) return <>{children}</>
  return <WebLink url={url}>{children}</WebLink>
}

interface ControlsProps {
  card: Shape
  disabled: boolean
  replaced: string | undefined
  onPress(press: Press): void
}

function Controls({ card, disabled, replaced, onPress }: ControlsProps) {
  const [chosen, setChosen] = useState<Readonly<Record<string, readonly string[]>>>(() => initialChoice(card))
  const selected = Object.entries(chosen).map(([questionKey, optionIds]) => ({
    questionKey,
    optionIds: [...optionIds],
  }))
  const choose = (question: string, ids: readonly string[]) => setChosen({ ...chosen, [question]: ids })

  if (replaced) return <p className="replaced">{replaced}</p>
  const selects = [...card.select_list, ...(card.button_selection ? [card.button_selection] : [])]
  return (
    <fieldset disabled={disabled}>
      <legend className="hidden">{card.main_title?.title ?? '卡片'}</legend>
      {selects.map((select) => (
        <Select
          key={select.question_key}
          select={select}
          value={chosen[select.question_key]?.[0] ?? ''}
          onChoose={(id) => choose(select.question_key, id === '' ? [] : [id])}
        />
      ))}
      {card.checkbox && (
        <Options
          checkbox={card.checkbox}
          chosen={chosen[card.checkbox.question_key] ?? []}
          onChoose={(ids) => choose(card.checkbox?.question_key ?? '', ids)}
        />
      )}
      <div className="buttons">
        {card.button_list.map(({ text, key, style, url }) =>
          url ? (
            <Link key={text} url={url}>
              {text}
            </Link>
          ) : (
            <button
              type="button"
              key={key}
              className={`style-${style}`}
              onClick={() => onPress({ key: key ?? '', selected: card.button_selection ? selected : [] })}
            >
              {text}
            </button>
          ),
        )}
        {card.submit_button && (
          <button
            type="button"
            className="style-1"
            onClick={() => onPress({ key: card.submit_button?.key ?? '', selected })}
          >
            {card.submit_button.text}
          </button>
        )}
      </div>
    </fieldset>
  )
}

function initialChoice({ select_list, button_selection, checkbox }: Shape): Record<string, string[]> {
  const selects = [...select_list, ...(button_selection ? [button_selection] : [])]
  const boxes = checkbox
    ? [
        [
          checkbox.question_key,
          checkbox.option_list.filter(({ is_checked }) => is_checked).map(({ id }) => id),
        ] as const,
      ]
    : []
  return Object.fromEntries([
    ...selects.map(({ question_key, selected_id }) => [question_key, selected_id ? [selected_id] : []] as const),
    ...boxes,
  ])
}

function Select({
  select,
  value,
  onChoose,
}: {
  select: Shape['select_list'][number]
  value: string
  onChoose(id: string): void
}) {
  const id = useId()
  return (
    <p className="select">
      <label htmlFor={id}>{select.title ?? '请选择'}</label>
      <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>
        <option value="">请选择</option>
        {select.option_list.map((option) => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </p>
  )
}

function Options({
  checkbox,
  chosen,
  onChoose,
}: {
  checkbox: NonNullable<Shape['checkbox']>
  chosen: readonly string[]
  onChoose(ids: string[]): void
}) {
  const name = useId()
  const many = checkbox.mode === 1
  const toggled = (id: string, on: boolean) =>
    many ? [...chosen.filter((one) => one !== id), ...(on ? [id] : [])] : [id]
  return (
    <div className="options">
      {checkbox.option_list.map(({ id, text }) => (
        <label key={id}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(id)}
            onChange={({ target }) => onChoose(toggled(id, target.checked))}
          />
          {text}
        </label>
      ))}
    </div>
  )
}

function Menu({
  actions,
  onPress,
}: {
  actions: readonly { text: string; key: string }[]
  onPress(press: Press): void
}) {
  return (
    <details className="menu">
      <summary>更多操作</summary>
      {actions.map(({ text, key }) => (
        <button type="button" className="plain" key={key} onClick={() => onPress({ key, menu: true })}>
          {text}
        </button>
      ))}
    </details>
  )
}
