package dev.doorbell.bench.codec;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A bar for each row and peer: how many times the JDK's speed. */
final class RatioPlot {
  private static final List<Peer> SHOWN =
      List.of(
          Peer.DOORBELL,
          Peer.DOORBELL_2,
          Peer.DOORBELL_JDK,
          Peer.GKL,
          Peer.AIRCOMPRESSOR,
          Peer.ZSTD);
  private static final List<String> COLOURS =
      List.of("#1f6f8b", "#8fc1d4", "#99a8b2", "#e6a157", "#c8553d", "#7d8f69");
  private static final int LEFT = 210;
  private static final int TOP = 50;
  private static final int BAR = 7;
  private static final int GAP = 10;
  private static final int PIXELS_PER_UNIT = 60;
  private static final int MOST = 10;

  private final List<Case> rows;
  private final ToDoubleFunction<Case> speed;

  RatioPlot(List<Case> rows, ToDoubleFunction<Case> speed) {
    this.rows = rows;
    this.speed = speed;
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    int width = LEFT + MOST * PIXELS_PER_UNIT + 220;
    int height = TOP + rows.size() * (SHOWN.size() * BAR + GAP) + 20;
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">",
        width,
        height);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    for (int i = 0; i < SHOWN.size(); i++) {
      int x = LEFT + i * 130;
      add(
          svg,
          "<rect x=\"%d\" y=\"8\" width=\"10\" height=\"10\" fill=\"%s\"/>",
          x,
          COLOURS.get(i));
      add(svg, "<text x=\"%d\" y=\"17\">%s</text>", x + 14, SHOWN.get(i).title());
    }
    for (int unit = 0; unit <= MOST; unit++) {
      int x = LEFT + unit * PIXELS_PER_UNIT;
      add(
          svg,
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>",
          x,
          TOP - 6,
          x,
          height - 20,
          unit == 1 ? "#444" : "#ddd");
      add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>", x, TOP - 10, unit);
    }
    int y = TOP;
    for (Case row : rows) {
      add(
          svg,
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
          LEFT - 8,
          y + SHOWN.size() * BAR / 2 + 4,
          row.title());
      for (int i = 0; i < SHOWN.size(); i++) {
        double value = speed.applyAsDouble(row.with(SHOWN.get(i)));
        if (value > 0) {
          add(
              svg,
              "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"><title>%.2f</title></rect>",
              LEFT,
              y,
              Math.min(value, MOST) * PIXELS_PER_UNIT,
              BAR - 1,
              COLOURS.get(i),
              value);
        }
        y += BAR;
      }
      y += GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
