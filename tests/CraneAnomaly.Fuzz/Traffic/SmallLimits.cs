using CraneAnomaly.Records;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>
/// Caps small enough for a few kilobytes of input to reach them, and for a pipeline to be made anew for each.
/// </summary>
internal static class SmallLimits
{
    public static Limits Value { get; } = new()
    {
        Flows = 8,
        OpenTransactions = 4,
        OutOfOrderBytes = 512,
        DefragmentationBytes = 2048,
        PacketBytes = 2048,
        PcapngInterfaces = 4,
        Symbols = 512,
        LineBytes = 1024,
        Nesting = 16,
        Cranes = 4,
        RowValues = 32,
        SeriesNames = 64,
        ReorderRows = 8,
    };
}
