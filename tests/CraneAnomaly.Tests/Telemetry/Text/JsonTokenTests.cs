using System.Text;
using System.Text.Json;
using CraneAnomaly.Telemetry.Text;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Text;

public class JsonTokenTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\" ", "a b")]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t")]
    [InlineData("\"\\u0041\\u00e9\\uD83D\\uDE00\"", "A\u00e9\ud83d\ude00")]
    [InlineData("\"x\\\\\"", "x\\")]
    public void ReadString_Text_IsRead(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\uD800\"")]
    [InlineData("\"\\uD800\\u0041\"")]
    [InlineData("\"\\uDC00\"")]
    [InlineData("\"\\")]
    public void ReadString_NoText_IsRefused(string text) => Assert.Null(Read(text));

    [Property(MaxTest = 1000)]
    public bool ReadString_WhatAnEncoderWrites_ComesBack(string? text)
    {
        if (text is null) return true;
        string json = JsonSerializer.Serialize(text);
        return Read(json) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<string>(json)!));
    }

    private static string? Read(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        int end = JsonToken.ReadString(bytes, 0, out var content, out bool escaped);
        if (end < 0) return null;
        Assert.InRange(end, 2, bytes.Length);
        if (!escaped) return Encoding.UTF8.GetString(content);
        byte[] text = new byte[content.Length];
        int length = JsonToken.Unescape(content, text);
        return length < 0 ? null : Encoding.UTF8.GetString(text, 0, length);
    }
}
