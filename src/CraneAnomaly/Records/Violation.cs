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

    // Telemetry.

    /// <summary>A line that is not what its format allows.</summary>
    MalformedLine,

    /// <summary>A line that is not UTF-8.</summary>
    InvalidEncoding,

    /// <summary>A row without a time, or with one that cannot be read.</summary>
    InvalidTimestamp,

    /// <summary>A value that is not a number where one has to be, or that does not fit its signal.</summary>
    UnreadableValue,

    /// <summary>NaN, or a number beyond the range of a double.</summary>
    NonFiniteValue,

    /// <summary>A key that stands twice in one object.</summary>
    DuplicateKey,

    /// <summary>Objects or arrays inside each other beyond the cap.</summary>
    NestingTooDeep,

    /// <summary>A line with more or fewer cells than the header names.</summary>
    WrongColumnCount,

    /// <summary>A row that does not say of which crane it is, or names it by what cannot be a name.</summary>
    MissingCrane,

    /// <summary>A crane beyond the cap.</summary>
    TooManyCranes,

    /// <summary>More values, cranes or times in one message than the cap.</summary>
    TooManyValues,

    /// <summary>A row older than what was handed on of its crane already.</summary>
    LateRow,

    /// <summary>
    /// The clock of a crane is off against its receiver's, the cranes beside it, or its own rows before; see
    /// <see cref="GapBody.ShiftNs"/>.
    /// </summary>
    ClockOff,
}

/// <summary>What each <see cref="Violation"/> is called in records, and what it means to a person.</summary>
public static class Violations
{
    private static readonly string[] Names = BuildNames();

    /// <summary>How many codes there are, <see cref="Violation.None"/> included.</summary>
    public static int Count => Names.Length;

    /// <summary>The lower_snake_case name, for example <c>invalid_byte_count</c>.</summary>
    public static string Name(this Violation violation) =>
        (int)violation < Names.Length ? Names[(int)violation] : "unknown";

    /// <summary>The meaning, for example for <c>--list-violations</c>; empty for a code that does not exist.</summary>
    public static string Describe(this Violation violation) => violation switch
    {
        Violation.None => "Nothing is wrong.",
        Violation.InvalidLength => "A length field has a value that the standard does not allow.",
        Violation.InvalidProtocolId => "The protocol identifier is not the standard's.",
        Violation.InvalidFunctionCode => "The function code is one that the standard forbids (0, or out of range).",
        Violation.UnknownFunctionCode => "The function code is neither public nor a vendor's that is known here.",
        Violation.InvalidQuantity => "The quantity is outside of what the function allows.",
        Violation.InvalidByteCount => "The byte count does not match the quantity or the length of the message.",
        Violation.InvalidAddress => "Address and quantity together reach beyond the end of the address space.",
        Violation.InvalidValue => "The function does not allow the value.",
        Violation.InvalidExceptionCode => "The standard does not define the exception code.",
        Violation.TruncatedPdu => "The message is shorter than its function needs.",
        Violation.TrailingBytes => "The message is longer than its function allows.",
        Violation.UnsolicitedResponse => "A response came for which no request is open.",
        Violation.FunctionMismatch => "A response has another function than its request.",
        Violation.ValueMismatch => "A response has another count, address or value than its request.",
        Violation.DuplicateTransaction => "A request uses a transaction identifier that is still open.",
        Violation.TransactionEvicted => "An open request was given up because too many were open at once.",
        Violation.UnansweredRequests => "Requests stayed without an answer until the flow ended.",
        Violation.Unframeable => "Bytes in a flow of a known protocol do not form a message.",
        Violation.StreamGap => "Bytes of a stream are in no captured packet.",
        Violation.OverlapConflict => "Retransmitted bytes differ from those that came first.",
        Violation.OutOfOrderEvicted => "Segments that came early were given up because their cap was reached.",
        Violation.OutOfWindow => "Bytes came after the end of a stream, or far outside of its window.",
        Violation.FlowEvicted => "A flow was ended early because the flow table was full.",
        Violation.UnsupportedLinkType => "The capture has a link type that is not decoded.",
        Violation.UnsupportedNetwork => "An EtherType, tunnel or network protocol is not decoded.",
        Violation.TruncatedHeader => "A header ends before its own length.",
        Violation.InvalidHeader => "The fields of a header contradict each other.",
        Violation.TooManyVlanTags => "A frame has more VLAN tags than the cap.",
        Violation.TooManyTunnels => "A packet has more tunnels inside each other than the cap.",
        Violation.TooManyExtensionHeaders => "A packet has more IPv6 extension headers than the cap.",
        Violation.FragmentOverlap => "IP fragments overlap with different data.",
        Violation.FragmentEvicted => "IP fragments were given up because of their age or the cap.",
        Violation.TruncatedFile => "An input ends in the middle of a record.",
        Violation.DamagedFile => "A part of an input contradicts its format.",
        Violation.OversizedRecord => "A record of an input is longer than the cap.",
        Violation.UnknownInterface => "A packet names an interface that its file has not described.",
        Violation.CaptureLoss => "The machine that captured says that it lost packets.",
        Violation.ClockSuspect => "A time stamp cannot be right.",
        Violation.DecompressionLimit => "Compressed input was given up because it expands beyond the cap.",
        Violation.MalformedLine => "A line of telemetry is not what its format allows.",
        Violation.InvalidEncoding => "A line of telemetry is not UTF-8.",
        Violation.InvalidTimestamp => "A row of telemetry has no time, or one that cannot be read.",
        Violation.UnreadableValue => "A value is not a number where one has to be, or does not fit its signal.",
        Violation.NonFiniteValue => "A value is NaN, or beyond the range of a double.",
        Violation.DuplicateKey => "A key stands twice in one object.",
        Violation.NestingTooDeep => "Objects or arrays are nested deeper than the cap.",
        Violation.WrongColumnCount => "A line has more or fewer cells than the header names.",
        Violation.MissingCrane => "A row does not say of which crane it is, or by what cannot be a name.",
        Violation.TooManyCranes => "A row is of a crane beyond the cap.",
        Violation.TooManyValues => "A message holds more values, cranes or times than the cap.",
        Violation.LateRow => "A row is older than what was handed on of its crane already; it is not scored.",
        Violation.ClockOff => "The clock of a crane is off against its receiver, the cranes beside it, or its own rows before.",
        _ => "",
    };

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
