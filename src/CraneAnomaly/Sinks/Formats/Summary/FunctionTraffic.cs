using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>What was seen of one function on a link.</summary>
internal sealed class FunctionTraffic(int symbol, ushort code)
{
    private readonly long[] _kinds = new long[4];

    public int Symbol => symbol;

    public ushort Code => code;

    /// <summary>Lowest and highest address touched; the highest is negative for none.</summary>
    public (int Lowest, int Highest) Addresses { get; private set; } = (int.MaxValue, -1);

    /// <summary>Lowest and highest register value; the highest is negative for none.</summary>
    public (int Lowest, int Highest) Range { get; private set; } = (int.MaxValue, -1);

    public long Of(RecordKind kind) => _kinds[(int)kind];

    public void Count(RecordKind kind) => _kinds[(int)kind]++;

    public void Cover(int address, int quantity)
    {
        if (address < 0) return;
        int last = address + Math.Max(quantity, 1) - 1;
        Addresses = (Math.Min(Addresses.Lowest, address), Math.Max(Addresses.Highest, last));
    }

    public void Values(ReadOnlySpan<byte> payload, int count)
    {
        var (lowest, highest) = Range;
        for (; payload.Length >= 2 && count > 0; payload = payload[2..], count--)
        {
            int value = BinaryPrimitives.ReadUInt16BigEndian(payload);
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        Range = (lowest, highest);
    }
}
