namespace CraneAnomaly.Records;

/// <summary>
/// The closed list of what can be wrong with traffic. A record carries at most one, the first found. The names that
/// stand in output (lower_snake_case) are in <see cref="Violations"/>; new members are added at the end.
/// </summary>
public enum Violation : ushort
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    // Protocol data units.

    /// <summary>A length field that the standard does not allow.</summary>
    InvalidLength,

    /// <summary>A protocol identifier other than the standard's.</summary>
    InvalidProtocolId,

    /// <summary>A function code that the standard does not allow (0, or out of range).</summary>
    InvalidFunctionCode,

    /// <summary>A function code that is neither public nor known here.</summary>
    UnknownFunctionCode,

    /// <summary>A quantity outside of what the function allows.</summary>
    InvalidQuantity,

    /// <summary>A byte count that does not match the quantity or the PDU.</summary>
    InvalidByteCount,

    /// <summary>Address plus quantity beyond the end of the address space.</summary>
    InvalidAddress,

    /// <summary>A value that the function does not allow.</summary>
    InvalidValue,

    /// <summary>An exception code that the standard does not define.</summary>
    InvalidExceptionCode,

    /// <summary>A PDU shorter than its function needs.</summary>
    TruncatedPdu,

    /// <summary>A PDU longer than its function allows.</summary>
    TrailingBytes,

    // Dialogue.

    /// <summary>A response for which no request is open.</summary>
    UnsolicitedResponse,

    /// <summary>A response with another function than its request.</summary>
    FunctionMismatch,

    /// <summary>A response with another count, address or value than its request.</summary>
    ValueMismatch,

    /// <summary>A request with a transaction identifier that is still open.</summary>
    DuplicateTransaction,

    /// <summary>An open request was given up because too many were open.</summary>
    TransactionEvicted,

    /// <summary>Requests that were never answered until the flow ended.</summary>
    UnansweredRequests,

    /// <summary>Bytes in a flow of a known protocol that do not form a PDU.</summary>
    Unframeable,

    // Stream.

    /// <summary>Stream bytes that no packet carried.</summary>
    StreamGap,

    /// <summary>Retransmitted bytes that differ from those seen first.</summary>
    OverlapConflict,

    /// <summary>Out-of-order bytes given up because their cap was reached.</summary>
    OutOfOrderEvicted,

    /// <summary>Bytes after the end of the stream, or a segment far outside of the window.</summary>
    OutOfWindow,

    /// <summary>A flow given up because the table was full.</summary>
    FlowEvicted,

    // Packets.

    /// <summary>A link type that is not decoded.</summary>
    UnsupportedLinkType,

    /// <summary>An EtherType, tunnel or network protocol that is not decoded.</summary>
    UnsupportedNetwork,

    /// <summary>A header that ends before its own length.</summary>
    TruncatedHeader,

    /// <summary>A header whose fields contradict each other.</summary>
    InvalidHeader,

    /// <summary>More VLAN tags than the cap.</summary>
    TooManyVlanTags,

    /// <summary>More nested tunnels than the cap.</summary>
    TooManyTunnels,

    /// <summary>More IPv6 extension headers than the cap.</summary>
    TooManyExtensionHeaders,

    /// <summary>IP fragments that overlap with different data.</summary>
    FragmentOverlap,

    /// <summary>IP fragments given up because of time or the cap.</summary>
    FragmentEvicted,

    // Files and sources.

    /// <summary>A file ended in the middle of a record.</summary>
    TruncatedFile,

    /// <summary>A file record that contradicts the format.</summary>
    DamagedFile,

    /// <summary>A record length beyond the cap.</summary>
    OversizedRecord,

    /// <summary>A packet names an interface that the file has not described.</summary>
    UnknownInterface,

    /// <summary>Packets that the capturing machine itself says it lost.</summary>
    CaptureLoss,

    /// <summary>A time stamp that cannot be right.</summary>
    ClockSuspect,

    /// <summary>Compressed input given up because it expands beyond the cap.</summary>
    DecompressionLimit,
}

/// <summary>Names of <see cref="Violation"/> as they stand in records.</summary>
public static class Violations
{
    private static readonly string[] Names = BuildNames();

    /// <summary>How many codes there are, <see cref="Violation.None"/> included.</summary>
    public static int Count => Names.Length;

    /// <summary>The lower_snake_case name, for example <c>invalid_byte_count</c>.</summary>
    public static string Name(this Violation violation) =>
        (int)violation < Names.Length ? Names[(int)violation] : "unknown";

    private static string[] BuildNames()
    {
        var names = Enum.GetNames<Violation>();
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < names.Length; i++)
        {
            text.Clear();
            foreach (char c in names[i])
            {
                if (char.IsUpper(c) && text.Length > 0) text.Append('_');
                text.Append(char.ToLowerInvariant(c));
            }

            names[i] = text.ToString();
        }

        return names;
    }
}
