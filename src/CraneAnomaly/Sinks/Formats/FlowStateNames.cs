using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>State and history of flows as text (Zeek conn.log, fields <c>conn_state</c> and <c>history</c>).</summary>
internal static class FlowStateNames
{
    /// <summary>Zeek's name of the state.</summary>
    public static ReadOnlySpan<byte> Name(FlowState state) => state switch
    {
        FlowState.S0 => "S0"u8,
        FlowState.S1 => "S1"u8,
        FlowState.S2 => "S2"u8,
        FlowState.S3 => "S3"u8,
        FlowState.SF => "SF"u8,
        FlowState.REJ => "REJ"u8,
        FlowState.RSTO => "RSTO"u8,
        FlowState.RSTR => "RSTR"u8,
        FlowState.RSTOS0 => "RSTOS0"u8,
        FlowState.RSTRH => "RSTRH"u8,
        FlowState.SH => "SH"u8,
        FlowState.SHR => "SHR"u8,
        _ => "OTH"u8,
    };

    /// <summary>The letters of the history.</summary>
    public static ReadOnlySpan<byte> History(in FlowSummary summary)
    {
        ReadOnlySpan<byte> letters = summary.History;
        return letters[..Math.Min((int)summary.HistoryLength, FlowHistory.Capacity)];
    }
}
