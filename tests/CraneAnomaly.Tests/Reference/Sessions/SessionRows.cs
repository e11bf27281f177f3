using CraneAnomaly.Records;
using CraneAnomaly.Tests.Protocols.Sessions;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Sessions;

/// <summary>Sessions of a reference capture, as rows by name: those of a log of Zeek, and ours.</summary>
internal static class SessionRows
{
    /// <summary>Rows of a log below a capture's baseline.</summary>
    public static List<Dictionary<string, string>> OfZeek(string capture, string test, string log) =>
        ConnLog.Read(Shared.Require("captures", capture + ".baseline", test, log + ".log")).Rows;

    /// <summary>Our session records of a protocol, with the end points under Zeek's names.</summary>
    public static async Task<List<Dictionary<string, string>>> OursAsync(string capture, OtProtocol protocol) =>
        (await AllAsync(capture, protocol)).Sessions;

    /// <summary>The same, and the end points of every flow of the capture.</summary>
    public static async Task<(List<Dictionary<string, string>> Sessions, HashSet<string> Flows)> AllAsync(string capture, OtProtocol protocol)
    {
        var rows = new List<Dictionary<string, string>>();
        var flows = new HashSet<string>();
        var pipeline = new RecordPipeline<Sink>(new(rows, flows, protocol));
        await pipeline.RunAsync(new CaptureInputs { Paths = [Shared.Capture(capture)] });
        pipeline.Complete();
        return (rows, flows);
    }

    /// <summary>The end points of a row of Zeek's or ours.</summary>
    public static string Ends(Dictionary<string, string> row) => $"{row["id.orig_h"]}:{row["id.orig_p"]} {row["id.resp_h"]}:{row["id.resp_p"]}";

    private readonly struct Sink(List<Dictionary<string, string>> rows, HashSet<string> flows, OtProtocol protocol) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            bool isFlow = record.Kind == RecordKind.Flow;
            if (!isFlow && (record.Protocol != protocol || (record.Kind != RecordKind.Session && !record.Kind.IsPdu()))) return;
            var row = isFlow ? [] : FactText.Of(body.Payload);
            row["id.orig_h"] = body.Flow.Originator.ToString();
            row["id.resp_h"] = body.Flow.Responder.ToString();
            row["id.orig_p"] = body.Flow.OriginatorPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
            row["id.resp_p"] = body.Flow.ResponderPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
            row["kind"] = record.Kind.Name();
            row["tid"] = record.Transaction.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (isFlow) flows.Add(Ends(row));
            else rows.Add(row);
        }
    }
}
