using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Silence;

/// <summary>
/// Cranes whose telemetry falls silent while time goes on: by the rows of the others, or by the network. Many at once have
/// one cause, a switch or a receiver, and are told less loudly than one that was switched off.
/// </summary>
internal sealed class CraneSilence(IFindingSink findings)
{
    private const string Name = "blind-spot.silent";

    // Rows are lost by ones and twos, and a controller that restarts needs seconds.
    private const long LeastNs = 10_000_000_000;
    private const int Intervals = 10, FewestRows = 30;
    private const long LookNs = 1_000_000_000;

    private readonly Dictionary<int, Speaker> _speakers = [];
    private readonly List<Speaker> _inOrder = [];
    private long _lookedNs = long.MinValue / 2;

    /// <summary>Takes a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        // Values read out of traffic are another source: they go on when the telemetry is switched off.
        if (record.Protocol == OtProtocol.Telemetry)
        {
            if (!_speakers.TryGetValue(record.Crane, out var speaker))
            {
                _speakers.Add(record.Crane, speaker = new(crane.Name, record.Crane));
                _inOrder.Add(speaker);
            }

            long gapNs = record.TimestampNs - speaker.LastNs;
            if (speaker.Rows > 0 && IsSilent(speaker, record.TimestampNs)) Tell(speaker, record.TimestampNs, record, body);
            else if (speaker.Rows > 0 && gapNs > 0) speaker.GapNs += (gapNs - speaker.GapNs) / Math.Min(speaker.Rows, FewestRows);
            if (speaker.IsTold) speaker.SilentFromNs = speaker.LastNs;
            (speaker.LastNs, speaker.IsTold) = (Math.Max(speaker.LastNs, record.TimestampNs), false);
            speaker.Rows++;
        }

        Look(record.TimestampNs, record, body);
    }

    private void Look(long nowNs, in OtRecord record, RecordBody body)
    {
        if (nowNs - _lookedNs < LookNs && nowNs >= _lookedNs) return;
        _lookedNs = nowNs;
        foreach (var speaker in _inOrder)
            if (!speaker.IsTold && IsSilent(speaker, nowNs)) Tell(speaker, nowNs, record, body);
    }

    private static bool IsSilent(Speaker speaker, long nowNs) => speaker.Rows >= FewestRows
        && nowNs - speaker.LastNs > Math.Max(LeastNs, Intervals * (long)speaker.GapNs);

    private void Tell(Speaker speaker, long nowNs, in OtRecord record, RecordBody body)
    {
        if (speaker.IsTold) return;
        speaker.IsTold = true;
        int others = 0, silent = 0;
        foreach (var other in _inOrder)
        {
            if (other == speaker || other.Rows < FewestRows) continue;
            others++;

            // Whoever fell silent with it may not be told yet, or may be back a row earlier.
            long longNs = Math.Max(LeastNs, Intervals * (long)other.GapNs);
            long fromNs = nowNs - other.LastNs > longNs / 2 ? other.LastNs : other.SilentFromNs;
            if (Math.Abs(fromNs - speaker.LastNs) <= longNs) silent++;
        }

        bool together = others > 0 && silent == others;
        var row = record;
        row.Crane = speaker.Crane;
        var sketch = new FindingSketch(
            Name, "crane-silence", new((ulong)'Q' << 56, together ? 0u : (uint)speaker.Crane), together ? 35 : others > 0 ? 60 : 45, 90,
            (nowNs - speaker.LastNs) / 1e9);
        if (findings.Absorb(sketch, row, body, findings.PacketOffset)) return;
        string usual = string.Create(CultureInfo.InvariantCulture, $"a row every {speaker.GapNs / 1e9:0.0##} s");
        string who = together ? $"{speaker.Name} and all other cranes have" : $"{speaker.Name} has";
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{who} told nothing for {(nowNs - speaker.LastNs) / 1e9:0} s ({usual} before){(others > silent ? string.Create(CultureInfo.InvariantCulture, $", while {others - silent} other crane{(others - silent == 1 ? "" : "s")} went on") : "")}"),
            Asset = speaker.Name,
            Crane = together ? null : speaker.Name,
            IsOfAll = together,
            Evidence = new(row, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Observed = (nowNs - speaker.LastNs) / 1e9,
            Unit = "s",
            Expected = new(0, Math.Max(LeastNs, Intervals * speaker.GapNs) / 1e9, usual),
            OnsetNs = speaker.LastNs,
            Explanations = [new("rows of the crane", "none", usual, 1)],
            RuledOut =
            [
                new("a network or a receiver that failed", together ? "possible" : others > 0 ? "excluded" : "not-observable",
                    together ? "all cranes fell silent together" : others > 0 ? "other cranes went on" : "there is no other crane to compare with"),
                new("a controller that is switched off", "possible", "it tells nothing either"),
            ],
        });
    }

    internal sealed class Speaker(string name, int crane)
    {
        public string Name => name;

        public int Crane => crane;

        public long LastNs { get; set; }

        /// <summary>When it last fell silent, once it is back.</summary>
        public long SilentFromNs { get; set; } = long.MinValue / 2;

        public double GapNs { get; set; }

        public int Rows { get; set; }

        public bool IsTold { get; set; }
    }
}
