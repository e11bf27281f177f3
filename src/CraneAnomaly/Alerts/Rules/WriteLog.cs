using System.Globalization;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>
/// The last writes to each crane's controllers, so that an alert about what a crane does can name the command that
/// came before it. Bounded: sixteen writes a crane, and kinds of writes are told apart up to a cap.
/// </summary>
internal sealed class WriteLog(SymbolTable symbols)
{
    private const int Kept = 16;
    private const int MostKinds = 4096;
    private const long BeforeNs = 600_000_000_000;

    // Rows of telemetry and packets come by two clocks, and an onset is known to a move.
    private const long AfterNs = 10_000_000_000;

    private readonly Dictionary<string, Write[]> _writes = new(StringComparer.Ordinal);
    private readonly Dictionary<Kind, int> _kinds = [];

    /// <summary>Takes a request that writes.</summary>
    public void Take(string crane, in OtRecord record, RecordBody body)
    {
        int address = body.Is<RegisterAccess>() ? WrittenAt(body.Registers) : RegisterAccess.Absent;
        var kind = new Kind(body.Flow.Originator, body.Flow.Responder, record.Unit, record.FunctionSymbol, address);
        int times = _kinds.GetValueOrDefault(kind);
        if (times > 0 || _kinds.Count < MostKinds) _kinds[kind] = ++times;
        if (!_writes.TryGetValue(crane, out var writes)) _writes.Add(crane, writes = new Write[Kept]);
        Array.Copy(writes, 0, writes, 1, Kept - 1);
        writes[0] = new(record.TimestampNs, kind, times);
    }

    /// <summary>
    /// The write before an onset that was least like the others, of those in the ten minutes before it; null where there
    /// was none.
    /// </summary>
    public Explanation? Before(string crane, long onsetNs)
    {
        if (!_writes.TryGetValue(crane, out var writes)) return null;
        Write? found = null;
        foreach (var write in writes)
        {
            bool near = write.Times > 0 && write.TimestampNs >= onsetNs - BeforeNs && write.TimestampNs <= onsetNs + AfterNs;
            if (near && (found is null || write.Times < found.Value.Times)) found = write;
        }

        if (found is not { } rarest) return null;
        var kind = rarest.Kind;
        string at = kind.Address == RegisterAccess.Absent ? "" : string.Create(CultureInfo.InvariantCulture, $" at {kind.Address}");
        double seconds = (onsetNs - rarest.TimestampNs) / 1e9;
        string when = seconds >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s before")
            : string.Create(CultureInfo.InvariantCulture, $"{-seconds:0} s after");
        string times = rarest.Times == 1 ? "the first of its kind" : string.Create(CultureInfo.InvariantCulture, $"number {rarest.Times} of its kind");
        return new(
            "write before it",
            $"{symbols.Name(kind.Function)}{at} by {kind.Source} to {kind.Target} unit {kind.Unit}, {when} the onset, {times}",
            "none, or one that came often before", 0);
    }

    private static int WrittenAt(in RegisterAccess access) =>
        access.WriteAddress != RegisterAccess.Absent ? access.WriteAddress : access.Address;

    internal readonly record struct Kind(IpAddress Source, IpAddress Target, ushort Unit, int Function, int Address);

    internal readonly record struct Write(long TimestampNs, Kind Kind, int Times);
}
