using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>
/// Collects, for a person, what was seen, decoded and left unknown on each link and server. Of bounded size: links
/// past the cap are told together.
/// </summary>
/// <param name="symbols">Names of functions.</param>
/// <param name="maxLinks">Most links told apart.</param>
public sealed class TrafficSummary(SymbolTable symbols, int maxLinks = 4096) : IRecordSink
{
    private readonly Dictionary<LinkKey, LinkTraffic> _links = [];
    private readonly LinkTraffic _others = new(default);

    /// <summary>Links told apart.</summary>
    public int LinkCount => _links.Count;

    /// <inheritdoc/>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Kind is RecordKind.Conversation or RecordKind.Burst) return;
        ref readonly var flow = ref body.Flow;
        // What belongs to a file or a packet, not to a flow, is in the coverage.
        if (flow.Originator.IsNone && flow.Responder.IsNone) return;
        ushort port = TransportNames.HasPorts(flow.IpProtocol) ? flow.ResponderPort : (ushort)0;
        var key = new LinkKey(flow.Originator, flow.Responder, port, flow.IpProtocol);
        if (!_links.TryGetValue(key, out var link))
        {
            if (_links.Count < maxLinks) _links.Add(key, link = new LinkTraffic(key));
            else link = _others;
        }

        link.Add(in record, body);
    }

    /// <summary>Prints coverage, servers, links and violations.</summary>
    public void Print(TextWriter to, CaptureCoverage coverage)
    {
        PrintCoverage(to, coverage);
        var links = new List<LinkTraffic>(_links.Values);
        links.Sort(Compare);
        PrintServers(to, links);
        PrintLinks(to, links);
        PrintViolations(to, links, coverage);
    }

    private static void PrintCoverage(TextWriter to, CaptureCoverage coverage)
    {
        to.WriteLine("Packets");
        var table = new TextTable(("OUTCOME", false), ("COUNT", true));
        table.Add("taken", Text(coverage.Packets));
        table.Add("  tcp", Text(coverage.Tcp));
        table.Add("  udp", Text(coverage.Udp));
        table.Add("  icmp", Text(coverage.Icmp));
        table.Add("  other ip", Text(coverage.OtherIp));
        table.Add("  not ip", Text(coverage.NotIp));
        table.Add("  fragments held", Text(coverage.FragmentsHeld));
        table.Add("  not decoded", Text(coverage.Rejected));
        table.Add("duplicates left aside", Text(coverage.Duplicates));
        table.Add("retransmissions", Text(coverage.Retransmissions));
        table.Add("out of order", Text(coverage.OutOfOrder));
        table.Add("cut off by the capture", Text(coverage.Truncated));
        table.Add("bytes captured", Text(coverage.Bytes));
        table.Add("stream bytes missing", Text(coverage.GapBytes));
        table.Add("flows", Text(coverage.Flows));
        table.Add("flows ended early", Text(coverage.FlowsEvicted));
        table.Add("pdus decoded", Text(coverage.Pdus));
        table.Print(to, indent: 2);
    }

    private void PrintServers(TextWriter to, List<LinkTraffic> links)
    {
        if (links.Count == 0) return;
        to.WriteLine();
        to.WriteLine("Servers");
        var table = new TextTable(
            ("SERVER", false), ("PROTOCOL", false), ("CLIENTS", true), ("FLOWS", true), ("REQUESTS", true),
            ("RESPONSES", true), ("EXCEPTIONS", true), ("UNANSWERED", true), ("VIOLATIONS", true),
            ("UNKNOWN BYTES", true));
        for (int i = 0; i < links.Count;)
        {
            // Sorted by server: the links of one stand together, a client in each.
            int start = i;
            long flows = 0, requests = 0, responses = 0, exceptions = 0, unanswered = 0, violations = 0, unknown = 0;
            var protocol = OtProtocol.Unknown;
            for (; i < links.Count && IsSameServer(links[i].Key, links[start].Key); i++)
            {
                var link = links[i];
                flows += link.Flows;
                requests += link.Requests;
                responses += link.Responses;
                exceptions += link.Exceptions;
                unanswered += link.Unanswered;
                violations += link.ViolationTotal;
                unknown += link.UnknownBytes;
                if (link.Protocol != OtProtocol.Unknown) protocol = link.Protocol;
            }

            table.Add(
                Server(links[start].Key), protocol.Name(), Text(i - start), Text(flows), Text(requests),
                Text(responses), Text(exceptions), Text(unanswered), Text(violations), Text(unknown));
        }

        table.Print(to, indent: 2);
    }

    private void PrintLinks(TextWriter to, List<LinkTraffic> links)
    {
        if (links.Count == 0) return;
        to.WriteLine();
        to.WriteLine("Links");
        foreach (var link in links)
        {
            to.WriteLine($"  {link.Key.Client} -> {Server(link.Key)}  {link.Protocol.Name()}");
            PrintLink(to, link);
        }

        if (_others.FirstNs > _others.LastNs) return;
        to.WriteLine($"  other links, past the cap of {maxLinks}");
        PrintLink(to, _others);
    }

    private void PrintLink(TextWriter to, LinkTraffic link)
    {
        to.WriteLine($"    seen        {Time(link.FirstNs)} to {Time(link.LastNs)}");
        to.WriteLine($"    flows       {link.Flows}, {link.Packets} packets, {link.PayloadBytes} payload bytes, " +
                     $"{link.MissedBytes} missing");
        if (link.UnknownFlows > 0)
        {
            to.WriteLine($"    unknown     {link.UnknownFlows} flows, {link.UnknownBytes} payload bytes");
        }

        if (link.Requests + link.Responses + link.Exceptions + link.Events > 0)
        {
            to.WriteLine($"    decoded     {link.Requests} requests, {link.Responses} responses, " +
                         $"{link.Exceptions} exceptions, {link.Events} events; {link.Unanswered} unanswered");
            to.WriteLine($"    units       {Ranges(link.Units)}");
        }

        PrintCounts(to, "exceptions", link.ExceptionCodes, code => "code " + Text(code));
        PrintCounts(to, "violations", link.ViolationCounts, code => ((Violation)code).Name());
        PrintFunctions(to, link);
    }

    private void PrintFunctions(TextWriter to, LinkTraffic link)
    {
        var functions = link.SortedFunctions(symbols);
        if (functions.Count == 0) return;
        var table = new TextTable(
            ("FUNCTION", false), ("CODE", true), ("REQUESTS", true), ("RESPONSES", true), ("EXCEPTIONS", true),
            ("ADDRESSES", true), ("VALUES", true));
        foreach (var function in functions)
        {
            string name = symbols.Name(function.Symbol);
            table.Add(
                name.Length > 0 ? name : "-", Text(function.Code), Text(function.Of(RecordKind.Request)),
                Text(function.Of(RecordKind.Response)), Text(function.Of(RecordKind.Exception)),
                Range(function.Addresses), Range(function.Range));
        }

        table.Print(to, indent: 4);
        if (link.OtherFunctions > 0) to.WriteLine($"    and {link.OtherFunctions} PDUs of other functions");
    }

    private void PrintViolations(TextWriter to, List<LinkTraffic> links, CaptureCoverage coverage)
    {
        var table = new TextTable(("VIOLATION", false), ("COUNT", true), ("MEANING", false));
        bool any = false;
        for (int code = 1; code < Violations.Count; code++)
        {
            long count = _others.ViolationCounts[code];
            foreach (var link in links) count += link.ViolationCounts[code];
            // The coverage counts each, the records only those that have one.
            if (code < coverage.Violations.Count) count = Math.Max(count, coverage.Violations[code]);
            if (count == 0) continue;
            any = true;
            table.Add(((Violation)code).Name(), Text(count), ((Violation)code).Describe());
        }

        if (!any) return;
        to.WriteLine();
        to.WriteLine("Violations");
        table.Print(to, indent: 2);
    }

    private static void PrintCounts(TextWriter to, string title, IReadOnlyList<long> counts, Func<int, string> name)
    {
        var parts = new List<string>();
        for (int i = 0; i < counts.Count; i++)
        {
            if (counts[i] > 0) parts.Add($"{name(i)}: {Text(counts[i])}");
        }

        if (parts.Count > 0) to.WriteLine($"    {title,-10}  {string.Join(", ", parts)}");
    }

    private static string Ranges(IReadOnlyList<bool> set)
    {
        var parts = new List<string>();
        for (int i = 0; i < set.Count; i++)
        {
            if (!set[i]) continue;
            int first = i;
            while (i + 1 < set.Count && set[i + 1]) i++;
            parts.Add(first == i ? Text(i) : $"{Text(first)}-{Text(i)}");
        }

        return string.Join(", ", parts);
    }

    private static string Range((int Lowest, int Highest) range) =>
        range.Highest < 0 ? "-"
        : range.Lowest == range.Highest ? Text(range.Lowest)
        : $"{Text(range.Lowest)}-{Text(range.Highest)}";

    private static string Server(LinkKey key)
    {
        var transport = TransportNames.Name(key.IpProtocol);
        string name = transport.IsEmpty ? Text(key.IpProtocol) : System.Text.Encoding.ASCII.GetString(transport);
        if (!TransportNames.HasPorts(key.IpProtocol)) return $"{key.Server}/{name}";
        return key.Server.IsV4 ? $"{key.Server}:{Text(key.Port)}/{name}" : $"[{key.Server}]:{Text(key.Port)}/{name}";
    }

    private static string Time(long timestampNs)
    {
        var text = new AsciiCursor(stackalloc byte[UtcClockText.Length]);
        new UtcClockText().Write(ref text, timestampNs);
        return System.Text.Encoding.ASCII.GetString(text.Written);
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsSameServer(LinkKey a, LinkKey b) =>
        a.Server == b.Server && a.Port == b.Port && a.IpProtocol == b.IpProtocol;

    private static int Compare(LinkTraffic a, LinkTraffic b)
    {
        var (x, y) = (a.Key, b.Key);
        return (x.Server.High, x.Server.Low, x.IpProtocol, x.Port, x.Client.High, x.Client.Low).CompareTo(
            (y.Server.High, y.Server.Low, y.IpProtocol, y.Port, y.Client.High, y.Client.Low));
    }
}
