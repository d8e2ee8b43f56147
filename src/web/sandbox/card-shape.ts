import { z } from 'zod'

const Option = z.object({ id: z.string(), text: z.string(), is_checked: z.boolean().optional() })
const Select = z.object({
  question_key: z.string(),
  title: z.string().optional(),
  selected_id: z.string().optional(),
  option_list: z.array(Option),
})
const Title = z.object({ title: z.string().optional(), desc: z.string().optional() })

/** The blocks of a template card the page draws (document 90236); what is missing is empty, what is unknown is ignored. */
export const CardShape = z.object({
  card_type: z.string(),
  source: z.object({ desc: z.string().optional() }).optional(),
  main_title: Title.optional(),
  emphasis_content: Title.optional(),
  sub_title_text: z.string().optional(),
  quote_area: z.object({ title: z.string().optional(), quote_text: z.string().optional() }).optional(),
  card_image: z.object({ url: z.string() }).optional(),
  vertical_content_list: z.array(z.object({ title: z.string(), desc: z.string().optional() })).default([]),
  horizontal_content_list: z
    .array(z.object({ keyname: z.string(), value: z.string().optional(), url: z.string().optional() }))
    .default([]),
  jump_list: z.array(z.object({ title: z.string(), url: z.string().optional() })).default([]),
  button_selection: Select.optional(),
  button_list: z
    .array(
      z.object({
        text: z.string(),
        key: z.string().optional(),
        style: z.number().default(1),
        url: z.string().optional(),
      }),
    )
    .default([]),
  checkbox: z
    .object({ question_key: z.string(), mode: z.number().default(0), option_list: z.array(Option) })
    .optional(),
  select_list: z.array(Select).default([]),
  submit_button: z.object({ text: z.string().default('提交'), key: z.string() }).optional(),
  action_menu: z
    .object({ desc: z.string().optional(), action_list: z.array(z.object({ text: z.string(), key: z.string() })) })
    .optional(),
})
export type CardShape = z.infer<typeof CardShape>
