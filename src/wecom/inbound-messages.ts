import { z } from 'zod'

const text = z.string()
const decimal = z
  .string()
  .regex(/^[+-]?\d+(?:\.\d+)?$/)
  .transform(Number)

/** The messages a member can send to an app, by `MsgType` (document 90239). Media ids can be fetched for three days. */
export const MESSAGES = {
  text: z.object({ Content: text }).transform((xml) => ({ kind: 'text' as const, text: xml.Content })),
  image: z
    .object({ MediaId: text, PicUrl: text.optional() })
    .transform((xml) => ({ kind: 'image' as const, mediaId: xml.MediaId, pictureUrl: xml.PicUrl })),
  /** `recognition` is not in the present document; WeCom's own plug-in reads it where it is there. */
  voice: z.object({ MediaId: text, Format: text.optional(), Recognition: text.optional() }).transform((xml) => ({
    kind: 'voice' as const,
    mediaId: xml.MediaId,
    format: xml.Format,
    recognition: xml.Recognition,
  })),
  video: z
    .object({ MediaId: text, ThumbMediaId: text.optional() })
    .transform((xml) => ({ kind: 'video' as const, mediaId: xml.MediaId, thumbMediaId: xml.ThumbMediaId })),
  /** Degrees; `Location_X` is the latitude. */
  location: z
    .object({ Location_X: decimal, Location_Y: decimal, Scale: decimal.optional(), Label: text.optional() })
    .transform((xml) => ({
      kind: 'location' as const,
      latitude: xml.Location_X,
      longitude: xml.Location_Y,
      scale: xml.Scale,
      label: xml.Label,
    })),
  link: z
    .object({ Title: text.optional(), Description: text.optional(), Url: text, PicUrl: text.optional() })
    .transform((xml) => ({
      kind: 'link' as const,
      title: xml.Title,
      description: xml.Description,
      url: xml.Url,
      pictureUrl: xml.PicUrl,
    })),
  /** Not in the document's list for apps, seen in WeCom's own plug-in. */
  file: z
    .object({ MediaId: text, Title: text.optional() })
    .transform((xml) => ({ kind: 'file' as const, mediaId: xml.MediaId, name: xml.Title })),
}

export type MessageBody = z.output<(typeof MESSAGES)[keyof typeof MESSAGES]>
