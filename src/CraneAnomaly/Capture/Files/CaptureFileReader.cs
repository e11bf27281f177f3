using System.Globalization;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>What the readers of capture files share: the count of packets, and how it ended.</summary>
/// <typeparam name="TSink">Where packets go; a struct over a reference, so that the call is direct.</typeparam>
internal abstract class CaptureFileReader<TSink>(TSink sink) : ByteReader where TSink : struct, IPacketSink
{
    /// <summary>The sink: a field, because a property would hand out copies of a struct.</summary>
    protected TSink Sink = sink;

    /// <summary>Packets seen so far, which is the ordinal of the last.</summary>
    public long Packets { get; protected set; }

    /// <summary>How it ended so far.</summary>
    public CaptureEnd Ended { get; private set; }

    /// <summary>Where the first finding is.</summary>
    public long FindingOffset { get; private set; }

    /// <summary>What the first finding is.</summary>
    public string Finding { get; private set; } = "";

    /// <summary>Makes the reader for a format.</summary>
    public static CaptureFileReader<TSink> Create(InputFormat format, TSink sink, Limits limits) =>
        format == InputFormat.Pcapng ? new PcapngReader<TSink>(sink, limits) : new PcapReader<TSink>(sink, limits);

    /// <summary>
    /// Reports an event, and remembers it as how the file ended if it is the first; <paramref name="finding"/> may
    /// name the amount as <c>{0}</c>.
    /// </summary>
    public void Find(CaptureEnd end, Violation violation, long offset, long amount, string finding)
    {
        Remember(end, offset, amount, finding);
        Sink.OnFileEvent(violation, Packets, offset, amount);
    }

    /// <summary>Remembers how the file ended, of several findings the first.</summary>
    protected void Remember(CaptureEnd end, long offset, long amount, string finding)
    {
        if (Ended != CaptureEnd.Complete) return;
        (Ended, FindingOffset) = (end, offset);

        // Not as a format: a finding may quote what stands in the file, braces and all.
        Finding = finding.Replace("{0}", amount.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Reports something that contradicts the format.</summary>
    protected void FindDamage(Violation violation, long offset, long amount, string finding) =>
        Find(CaptureEnd.Damaged, violation, offset, amount, finding);

    /// <summary>Gives the rest up.</summary>
    protected void Stop(CaptureEnd end, long offset, long amount, string finding)
    {
        Find(end, Violation.DamagedFile, offset, amount, finding);
        Stopped = true;
    }

    /// <summary>The input ended inside of a record that began at <paramref name="offset"/>.</summary>
    protected void Cut(long offset, long tail, string what) =>
        Find(CaptureEnd.Truncated, Violation.TruncatedFile, offset, tail, $"it ends in the middle of {what}");
}
