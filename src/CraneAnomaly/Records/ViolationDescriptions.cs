namespace CraneAnomaly.Records;

/// <summary>What each <see cref="Violation"/> means, in one sentence for a person.</summary>
public static class ViolationDescriptions
{
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
        _ => "",
    };
}
