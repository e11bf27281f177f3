using System.Numerics;
using CraneAnomaly.Records;

namespace CraneAnomaly.Features;

/// <summary>
/// What one client did with one server within ten seconds of event time, as a row of numbers. Windows are aligned to
/// the clock; a window is done when a later request of the pair shows that its time is over.
/// </summary>
internal sealed class CommandWindows(int capacity)
{
    /// <summary>Length of a window.</summary>
    public const long WindowNs = 10_000_000_000;

    /// <summary>Name of the training set.</summary>
    public const string Model = "command-window";

    private readonly ExactTable<Window> _open = new(capacity, ExactTablePolicy.EvictOldest);

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "log_requests", "log_distinct_objects", "share_bit_reads", "share_register_reads", "share_writes",
        "share_other_functions", "share_exceptions", "share_unmatched", "log_mean_quantity", "log_address_span",
        "units", "log_mean_gap_ms", "gap_variation", "log_mean_latency_us", "log_connections",
    ];

    /// <summary>
    /// Adds a request. When it begins a new window for the pair, the row of the window before it is written to
    /// <paramref name="row"/> and true is returned.
    /// </summary>
    public bool AddRequest(in CommandEvent command, in OtRecord record, long nowNs, Span<double> row)
    {
        ref var window = ref Open(command.Pair, nowNs, row, out bool done);
        window.Requests++;
        window.Objects |= 1UL << (int)((ulong)HashOf(command) >> 58);
        if (command.Writes) window.Writes++;
        else if (command.Table is RegisterTable.Coils or RegisterTable.DiscreteInputs) window.BitReads++;
        else if (command.Table is RegisterTable.HoldingRegisters or RegisterTable.InputRegisters) window.RegisterReads++;
        else window.Others++;
        window.Units |= 1UL << (command.Unit & 63);
        if (command.Address >= 0)
        {
            window.Quantity += Math.Max(command.Quantity, 1);
            window.Lowest = window.Spanned ? Math.Min(window.Lowest, command.Address) : command.Address;
            window.Highest = window.Spanned ? Math.Max(window.Highest, command.Address) : command.Address;
            window.Spanned = true;
        }

        if (window.LastNs != 0)
        {
            double gap = Math.Max(0, nowNs - window.LastNs) / 1e6;
            window.Gaps++;
            window.GapSum += gap;
            window.GapSquares += gap * gap;
        }

        window.LastNs = nowNs;
        if (record.Flow != window.LastFlow) window.Connections++;
        window.LastFlow = record.Flow;
        return done;
    }

    /// <summary>Adds an answer.</summary>
    public void AddResponse(in ExactKey pair, in OtRecord record)
    {
        int index = _open.Find(pair);
        if (index < 0) return;
        ref var window = ref _open[index];
        if (record.Kind == RecordKind.Exception) window.Exceptions++;
        if ((record.Flags & RecordFlags.Matched) == 0) window.Unmatched++;
        if ((record.Flags & RecordFlags.HasLatency) == 0) return;
        window.Latencies++;
        window.LatencySum += record.LatencyMicroseconds;
    }

    private ref Window Open(in ExactKey pair, long nowNs, Span<double> row, out bool done)
    {
        int index = _open.FindOrAdd(pair, out bool added);
        ref var window = ref _open[index];
        if (!added) _open.Touch(index);
        long number = nowNs / WindowNs;
        done = !added && number > window.Number && window.Requests > 0;
        if (done) window.WriteTo(row);
        if (added || number > window.Number)
        {
            // The first window of a pair may have begun before its first record: it is not a row.
            int lastFlow = added ? -1 : window.LastFlow;
            done &= window.Complete;
            window = new Window { Number = number, LastFlow = lastFlow, Complete = !added };
        }

        return ref window;
    }

    private static long HashOf(in CommandEvent command) =>
        (long)((command.ObjectKey.High ^ BitOperations.RotateLeft(command.ObjectKey.Low, 23)) * 0x9E3779B97F4A7C15);

    internal struct Window
    {
        public long Number, LastNs;
        public ulong Objects, Units;
        public int Requests, Writes, BitReads, RegisterReads, Others, Exceptions, Unmatched, Connections, Gaps, Latencies;
        public int Lowest, Highest, LastFlow;
        public bool Spanned, Complete;
        public double Quantity, GapSum, GapSquares, LatencySum;

        public readonly void WriteTo(Span<double> row)
        {
            double requests = Requests;
            int free = 64 - BitOperations.PopCount(Objects);
            double distinct = free == 0 ? 64 * Math.Log(64) : 64 * Math.Log(64.0 / free); // linear counting
            double gap = Gaps == 0 ? 0 : GapSum / Gaps;
            double variance = Gaps == 0 ? 0 : Math.Max(0, GapSquares / Gaps - gap * gap);
            row[0] = Math.Log(1 + requests);
            row[1] = Math.Log(1 + distinct);
            row[2] = BitReads / requests;
            row[3] = RegisterReads / requests;
            row[4] = Writes / requests;
            row[5] = Others / requests;
            row[6] = Exceptions / requests;
            row[7] = Unmatched / requests;
            row[8] = Math.Log(1 + Quantity / requests);
            row[9] = Math.Log(1 + (Spanned ? Highest - Lowest : 0));
            row[10] = BitOperations.PopCount(Units);
            row[11] = Math.Log(1 + gap);
            row[12] = gap > 0 ? Math.Sqrt(variance) / gap : 0;
            row[13] = Latencies == 0 ? 0 : Math.Log(1 + LatencySum / Latencies);
            row[14] = Math.Log(1 + Connections);
        }
    }
}
