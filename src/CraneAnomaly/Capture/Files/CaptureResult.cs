namespace CraneAnomaly.Capture.Files;

/// <summary>What became of one input.</summary>
public sealed record CaptureResult
{
    /// <summary>How it ended; of several findings the first.</summary>
    public required CaptureEnd End { get; init; }

    /// <summary>What it was; <see cref="InputFormat.Auto"/> when that was not found out.</summary>
    public InputFormat Format { get; init; }

    /// <summary>Packets counted, those that could not be handed on included; of telemetry and logs, good rows.</summary>
    public long Packets { get; init; }

    /// <summary>Where in the (unpacked) input the finding is; its length when it is complete.</summary>
    public long Offset { get; init; }

    /// <summary>What was found, as half a sentence; empty when it is complete.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether its packets come late among those of others, because too many inputs were open.</summary>
    public bool Waited { get; init; }

    /// <summary>What <see cref="Packets"/> counts.</summary>
    public string Counted => Format.HasRows() ? "rows" : "packets";

    /// <summary>What can be done about it; empty when it is complete.</summary>
    public string Advice => End switch
    {
        CaptureEnd.Truncated => "everything before the cut was read; copy or capture it again, or allow partial inputs",
        CaptureEnd.Damaged => "what is readable was read; copy or capture it again, or allow partial inputs",
        CaptureEnd.Foreign => "give a pcap or pcapng capture, logs of Zeek or Suricata (EVE), or telemetry as CSV or JSON lines, plain or gzip-compressed",
        CaptureEnd.Empty => "check the capture that should have written it",
        CaptureEnd.Unreadable => "check the path and its permissions",
        _ => "",
    };
}
