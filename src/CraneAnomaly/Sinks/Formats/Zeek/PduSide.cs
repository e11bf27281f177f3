using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>The request or the response of a transaction; the default one is not there.</summary>
internal readonly ref struct PduSide
{
    private readonly ref readonly OtRecord _record;
    private readonly ref readonly RegisterAccess _access;

    /// <summary>Makes a side that is there.</summary>
    public PduSide(ref readonly OtRecord record, ref readonly RegisterAccess access, ReadOnlySpan<byte> payload)
    {
        _record = ref record;
        _access = ref access;
        Payload = payload;
        IsPresent = true;
    }

    /// <summary>Whether it is there; nothing else may be asked when it is not.</summary>
    public bool IsPresent { get; }

    /// <summary>The fixed part.</summary>
    public ref readonly OtRecord Record => ref _record;

    /// <summary>The body's structure.</summary>
    public ref readonly RegisterAccess Access => ref _access;

    /// <summary>The body's variable part.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Whether its values are coils or registers.</summary>
    public bool HasValues => IsPresent && Access.Values is ValueKind.Bits or ValueKind.Registers;

    /// <summary>The registers among its values.</summary>
    public ReadOnlySpan<byte> Registers => Payload[..Math.Min(Payload.Length, Access.ValueCount * 2)];
}
