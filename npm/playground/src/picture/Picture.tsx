/** The picture of a secret: its versions on a line of time, and its staging labels as tags that travel between them. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { shortId, valueText, when } from "../app/words.js";
import type { Secret, Version } from "../engine/world.js";
import { CARD, layout, type PlacedTag, type PlacedVersion, TAG_HEIGHT, tagText } from "./layout.js";

interface Props {
  /** Without one the room is kept, and empty. */
  readonly secret: Secret | undefined;
  readonly revealed: boolean;
  readonly now: Date;
  /** How much room to keep free from the start, so that nothing jumps later. */
  readonly reserve: { readonly versions: number; readonly labels: number };
  /** The version that the last step answered with. */
  readonly answered: string | undefined;
}

export function Picture({ secret, revealed, now, reserve, answered }: Props) {
  const frame = useRef<HTMLElement>(null);
  const room = useRoom(frame);
  const all = secret?.versions ?? [];
  const { width, height, card, line, versions, tags } = layout(all, room, reserve);
  const [from, to] = line;
  useScrollToNewest(frame, all.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <figure class="picture" ref={frame} tabIndex={0} aria-label="Versions on a time line">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={secret ? summary(secret) : "No secret yet"}
        data-secret={secret?.name}
      >
        <line class="time" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
        {versions.map((placed) => (
          <VersionCard
            key={placed.version.id}
            placed={placed}
            width={card}
            name={`v${all.indexOf(placed.version) + 1}`}
            revealed={revealed}
            answered={placed.version.id === answered}
            now={now}
          />
        ))}
        {tags.map((tag) => (
          <Tag key={tag.label} tag={tag} />
        ))}
      </svg>
      {secret && all.length === 0 && <p class="none">This secret has no version yet.</p>}
    </figure>
  );
}

function VersionCard(props: {
  placed: PlacedVersion;
  width: number;
  name: string;
  revealed: boolean;
  answered: boolean;
  now: Date;
}) {
  const { placed, width, name, revealed, answered, now } = props;
  const { version, x, y, dot, deprecated } = placed;
  return (
    <g
      class={["version", deprecated && "deprecated", answered && "answered"].filter(Boolean).join(" ")}
      data-version={version.id}
      data-deprecated={deprecated}
    >
      <circle class="dot" r={deprecated ? 4 : 6} style={at(dot.x, dot.y)} />
      <g style={at(x, y)}>
        <rect class="card" width={width} height={CARD.height} rx="10" />
        <text class="name" x="12" y="24">
          {name}
        </text>
        <text class="id" x={width - 12} y="24" text-anchor="end">
          {shortId(version.id)}
        </text>
        <text class={"absent" in version.value ? "value absent" : "value"} x="12" y="44">
          {cut(valueText(version.value, revealed), Math.floor((width - 24) / 7.3))}
        </text>
        <text class="made" x="12" y="62">
          {deprecated ? "deprecated" : made(version, now)}
        </text>
      </g>
    </g>
  );
}

function Tag({ tag }: { tag: PlacedTag }) {
  const { label, versionId, x, y, width } = tag;
  return (
    <g class={`tag ${kind(label)}`} style={at(x, y)} data-label={label} data-on={versionId}>
      <title>{label}</title>
      <rect width={width} height={TAG_HEIGHT} rx={TAG_HEIGHT / 2} />
      <text x={width / 2} y={TAG_HEIGHT / 2 + 4} text-anchor="middle">
        {tagText(label, width)}
      </text>
    </g>
  );
}

function at(x: number, y: number): { transform: string } {
  return { transform: `translate(${x}px, ${y}px)` };
}

const KNOWN = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"];

/** The colour of a label: the service's own have theirs, the others share four. */
export function kind(label: string): string {
  if (KNOWN.includes(label)) return label.toLowerCase();
  const sum = [...label].reduce((total, letter) => total * 31 + (letter.codePointAt(0) ?? 0), 7);
  return `custom${sum % 4}`;
}

function made({ created }: Version, now: Date): string {
  return created ? when(created, now) : "";
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function summary({ name, versions }: Secret): string {
  const described = versions.map(
    ({ labels }, place) =>
      `v${place + 1} ${labels.length ? `with ${labels.join(" and ")}` : "deprecated, without a label"}`,
  );
  return `${name}: ${described.length ? described.join("; ") : "no version yet"}`;
}

/** The width that the picture has for itself. */
function useRoom(frame: { readonly current: HTMLElement | null }): number {
  const [room, setRoom] = useState(720);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setRoom(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return room;
}

/** A new version comes into sight where the line is longer than the page is wide. */
function useScrollToNewest(frame: { readonly current: HTMLElement | null }, count: number): void {
  useLayoutEffect(() => {
    if (frame.current && count > 0) frame.current.scrollLeft = frame.current.scrollWidth;
  }, [frame, count]);
}
