using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>What a SOAP message asks for: the name of the element inside of its body, or of a field of the head.</summary>
internal static class SoapMessage
{
    /// <summary>Most bytes of a message that are waited for; questions to cameras have some hundred.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>Adds the name of the action, and that it is ONVIF's.</summary>
    /// <param name="stated">The action as the head states it, with its namespace; may be empty.</param>
    /// <param name="body">The message; may be empty.</param>
    /// <param name="facts">Where to.</param>
    public static void Tell(ReadOnlySpan<byte> stated, ReadOnlySpan<byte> body, FactWriter facts)
    {
        if (stated.IndexOf("www.onvif.org"u8) >= 0 || body.IndexOf("www.onvif.org"u8) >= 0) facts.Add(Fact.Service, "onvif");
        stated = stated.Trim("\""u8);
        int slash = stated.LastIndexOfAny("/#"u8);
        var name = slash < 0 ? stated : stated[(slash + 1)..];
        if (name.IsEmpty) name = FirstOfBody(body);
        if (!name.ContainsAnyExceptInRange((byte)'!', (byte)'~')) facts.Add(Fact.SoapAction, name[..Math.Min(name.Length, 128)]);
    }

    private static ReadOnlySpan<byte> FirstOfBody(ReadOnlySpan<byte> text)
    {
        bool inside = false;
        while (true)
        {
            int open = text.IndexOf((byte)'<');
            if (open < 0) return default;
            text = text[(open + 1)..];
            if (text.IsEmpty || text[0] is (byte)'?' or (byte)'!' or (byte)'/') continue;
            int end = text.IndexOfAny(" \t\r\n/>"u8);
            if (end < 0) return default;
            var name = text[..end];
            int colon = name.IndexOf((byte)':');
            if (colon >= 0) name = name[(colon + 1)..];
            if (inside) return name;
            inside = name.SequenceEqual("Body"u8);
        }
    }
}
