using System.Globalization;
using CraneAnomaly.Detectors.Sessions;
using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Network;

/// <summary>Puts into words what is unusual of a session, and what is usual.</summary>
internal static class SessionShapeWording
{
    private const int Hour = 5, Weekend = 7, Outside = 8, Writes = 10;

    private static readonly string[] s_names =
    [
        "duration", "bytes of the client", "bytes of the server", "packets of the client", "packets of the server", "hour", "", "day",
        "coming from outside", "going outside", "writes while it lasted", "critical commands while it lasted", "protocol",
    ];

    /// <summary>The columns that stand out most, those outside of their range before the others; at least one.</summary>
    public static List<(int Column, double Share)> Reasons(
        ReadOnlySpan<double> row, ReadOnlySpan<double> shares, ReadOnlySpan<KindRange> ranges, int most)
    {
        double total = 0;
        var columns = new List<(int Column, bool Outside, double Share)>();
        for (int j = 0; j < shares.Length; j++)
        {
            // What is one thing in two columns, or in one for each protocol, is one reason.
            int column = j == Hour + 1 ? Hour : Math.Min(j, SessionRows.FirstProtocol);
            bool outside = ranges[j].Excludes(row[j], SessionRows.Resolutions[j] / 2);
            double share = Math.Max(0, shares[j]);
            total += share;
            int at = columns.FindIndex(known => known.Column == column);
            if (at < 0) columns.Add((column, outside, share));
            else columns[at] = (column, columns[at].Outside || outside, columns[at].Share + share);
        }

        return
        [
            .. columns.OrderByDescending(column => column.Outside).ThenByDescending(column => column.Share).Take(most)
                .Where((column, place) => place == 0 || column.Outside).Select(column => (column.Column, total > 0 ? column.Share / total : 0)),
        ];
    }

    /// <summary>The finding.</summary>
    public static Finding Finding(
        in FindingSketch sketch, RecordCopy copy, double p, double threshold, ReadOnlySpan<double> row,
        List<(int Column, double Share)> reasons, SessionShape shape, int kind)
    {
        ref readonly var flow = ref copy.Body.Flow;
        ref readonly var summary = ref copy.Body.Summary;
        var explanations = new List<Explanation>();
        foreach (var (column, share) in reasons)
            explanations.Add(new(s_names[column], Value(column, row[column], summary), Range(column, shape.RangesOf(kind)), share));
        string server = SessionWording.Server(flow);
        string what = summary.Service == OtProtocol.Unknown ? "" : $" ({summary.Service.Name()})";
        string why = string.Join("; ", explanations.Select(reason => $"{reason.Feature} {reason.Value}, usually {reason.Expected}"));
        int first = reasons[0].Column;
        bool isSize = first < Hour || first is Writes or Writes + 1;
        var range = shape.RangesOf(kind)[first];
        return new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"The session of {flow.Originator} with {server}{what} fits none that was learned: {why} (of {shape.SessionsOf(kind)} like it)"),
            Asset = server,
            Evidence = copy,
            OnsetNs = summary.FirstNs,
            Threshold = -Math.Log10(threshold),
            PValue = p,
            Observed = isSize ? Math.Exp(row[first]) - 1 : null,
            Unit = first == 0 ? "s" : first is 1 or 2 ? "B" : null,
            Expected = new(
                isSize ? Math.Exp(range.Low) - 1 : null, isSize ? Math.Exp(range.High) - 1 : null,
                string.Create(CultureInfo.InvariantCulture, $"{shape.SessionsOf(kind)} sessions of its kind, {shape.HeldBack} held back")),
            Explanations = explanations,
            RuledOut = [SessionWording.NoPermit],
        };
    }

    private static string Value(int column, double value, in FlowSummary summary) => column switch
    {
        Hour => EventTime.ToText(summary.FirstNs)[11..16] + " UTC",
        Weekend => DateTime.UnixEpoch.AddTicks(summary.FirstNs / 100).DayOfWeek.ToString(),
        Outside or Outside + 1 => value > 0 ? "yes" : "no",
        SessionRows.FirstProtocol => summary.Service.Name(),
        _ => Size(column, value),
    };

    private static string Range(int column, ReadOnlySpan<KindRange> ranges) => column switch
    {
        Hour => HourOf(ranges[Hour], ranges[Hour + 1]),
        Weekend => (ranges[column].Low, ranges[column].High) switch { ( > 0.5, _) => "at weekends", (_, < 0.5) => "on weekdays", _ => "on any day" },
        Outside or Outside + 1 => (ranges[column].Low, ranges[column].High) switch { ( > 0.5, _) => "yes", (_, < 0.5) => "no", _ => "either" },
        SessionRows.FirstProtocol => Protocols(ranges),
        _ => Span(Size(column, ranges[column].Low), Size(column, ranges[column].High)),
    };

    private static string Span(string low, string high) => low == high ? low : $"{low} to {high}";

    // Where the two circles of an hour are narrow, their middle is an hour; else it is any.
    private static string HourOf(KindRange cosine, KindRange sine)
    {
        if (cosine.High - cosine.Low > 1 || sine.High - sine.Low > 1) return "at any hour";
        double hour = Math.Atan2((sine.Low + sine.High) / 2, (cosine.Low + cosine.High) / 2) / (2 * Math.PI) * 24;
        return string.Create(CultureInfo.InvariantCulture, $"around {(int)((hour + 24) % 24):00} h UTC");
    }

    private static string Protocols(ReadOnlySpan<KindRange> ranges)
    {
        var names = new List<string>();
        for (int j = SessionRows.FirstProtocol; j < ranges.Length; j++)
            if (ranges[j].High > 0.5) names.Add(SessionRows.Columns[j]["is_".Length..]);
        return names.Count == 0 ? "none of these" : string.Join(" or ", names);
    }

    private static string Size(int column, double log)
    {
        double value = Math.Exp(log) - 1;
        var invariant = CultureInfo.InvariantCulture;
        if (column == 0)
        {
            return value switch
            {
                < 120 => string.Create(invariant, $"{value:0.#} s"),
                < 7_200 => string.Create(invariant, $"{value / 60:0.#} min"),
                _ => string.Create(invariant, $"{value / 3_600:0.#} h"),
            };
        }

        return column is 1 or 2 && value >= 10_000 ? value >= 1e6
            ? string.Create(invariant, $"{value / 1e6:0.#} MB") : string.Create(invariant, $"{value / 1e3:0.#} kB")
            : string.Create(invariant, $"{Math.Round(value):0}");
    }
}
