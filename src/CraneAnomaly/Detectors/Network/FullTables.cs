using System.Globalization;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Network;

/// <summary>
/// Tables are full: somebody floods them, or the site is larger than they are made for. What was given up is not judged, and
/// that is told while it goes on.
/// </summary>
internal sealed class FullTables(IFindingSink findings)
{
    private long _flows, _others;

    /// <summary>Takes the counts as they are.</summary>
    /// <param name="flows">Flows ended early so far.</param>
    /// <param name="others">Hosts, sessions, names, episodes and the like given up or not taken in so far.</param>
    /// <param name="record">The record at which they were counted.</param>
    /// <param name="body">Its body.</param>
    public void OnCounts(long flows, long others, in OtRecord record, RecordBody body)
    {
        if (flows == _flows && others == _others) return;
        (_flows, _others) = (flows, others);
        var sketch = new FindingSketch("blind-spot.loss", "full-tables", new(3UL << 56 | 1UL << 48, 0), 45, 95, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"Tables are full: {flows:N0} flows were ended early, {others:N0} hosts, sessions, names or episodes given up or not taken in so far; what was given up is not judged"),
            Asset = "crane-anomaly",
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Observed = flows + others,
            Explanations = [new("tables", "full", "room for all of them", 1)],
            RuledOut =
            [
                new("a flood that is to hide something", "possible", "look at what else is told of this time"),
                new("a site larger than the limits", "possible", "raise the limits where memory allows it"),
            ],
        });
    }
}
