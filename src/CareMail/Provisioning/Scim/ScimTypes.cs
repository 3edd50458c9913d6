using CareMail.Protocols.Scim;

namespace CareMail.Provisioning.Scim;

/// <summary>
/// The two resources and all their attributes: what clients are told at /Schemas and what requests are read by, from one
/// place. RFC 7643 §4 lists more; those that are not here we have no use for.
/// </summary>
internal static class ScimTypes
{
    public const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string GroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private const ScimMutability Reads = ScimMutability.ReadOnly;

    public static readonly ScimResourceType User = new(
        "User",
        "/Users",
        new ScimSchema(
            UserSchema,
            "User",
            "A person with an account",
            [
                new("userName", "What the client calls the person; until it says so, their address here.")
                {
                    Required = true,
                    Unique = true,
                },
                new("name", "The person's name. A new address is made of it.", ScimKind.Complex)
                {
                    Subs =
                    [
                        new("formatted", "First and last name.") { Mutability = Reads },
                        new("givenName", "First name."),
                        new("familyName", "Last name; empty for who has one name only."),
                    ],
                },
                new("displayName", "As colleagues see it: made of the name.") { Mutability = Reads },
                new("title", "Job title."),
                new("userType", "What the person is to the organisation, such as Employee."),
                new(
                    "active",
                    "Whether the person may sign in. What happens when it becomes false the organisation decides.",
                    ScimKind.Boolean
                ),
                new("emails", "The address here, made of the name when the account is made.", ScimKind.Complex)
                {
                    Many = true,
                    Mutability = Reads,
                    Subs =
                    [
                        new("value", "The address.") { Mutability = Reads },
                        new("type", "Always work.") { Mutability = Reads, Canonical = ["work"] },
                        new("primary", "The address the person signs in and writes with.", ScimKind.Boolean)
                        {
                            Mutability = Reads,
                        },
                    ],
                },
                new(
                    "phoneNumbers",
                    "A UK mobile for the temporary password of a new account; never told again.",
                    ScimKind.Complex
                )
                {
                    Many = true,
                    Mutability = ScimMutability.WriteOnly,
                    Returned = ScimReturned.Never,
                    Subs =
                    [
                        new("value", "The number."),
                        new("type", "mobile is the one that counts.") { Canonical = ["mobile", "work", "other"] },
                        new("primary", "Of no meaning here.", ScimKind.Boolean),
                    ],
                },
                new("groups", "Shared mailboxes and the site.", ScimKind.Complex)
                {
                    Many = true,
                    Mutability = Reads,
                    Returned = ScimReturned.Request,
                    Subs =
                    [
                        new("value", "The group's id.") { Mutability = Reads },
                        new("$ref", "The group.", ScimKind.Reference) { Mutability = Reads, References = ["Group"] },
                        new("display", "The group's name.") { Mutability = Reads },
                        new("type", "Always direct.") { Mutability = Reads, Canonical = ["direct"] },
                    ],
                },
            ]
        ),
        [
            new ScimSchema(
                Enterprise,
                "EnterpriseUser",
                "What the organisation knows about the person",
                [
                    new("employeeNumber", "The organisation's own number for the person."),
                    new("costCenter", "Cost centre."),
                    new(
                        "organization",
                        "ODS code of the site. A new person without one joins the token's organisation."
                    ),
                    new("division", "Division."),
                    new("department", "Department."),
                    new("manager", "The person's manager.", ScimKind.Complex)
                    {
                        Subs =
                        [
                            new("value", "The manager's id.") { CaseExact = true },
                            new("$ref", "The manager.", ScimKind.Reference)
                            {
                                Mutability = Reads,
                                References = ["User"],
                            },
                            new("displayName", "The manager's name.") { Mutability = Reads },
                        ],
                    },
                ]
            ),
        ]
    );

    public static readonly ScimResourceType Group = new(
        "Group",
        "/Groups",
        new ScimSchema(
            GroupSchema,
            "Group",
            "A site with its people, or the members or the owners of a shared mailbox",
            [
                new("displayName", "Of the site, or of the mailbox.") { Required = true, Mutability = Reads },
                new("members", "Who is in it.", ScimKind.Complex)
                {
                    Many = true,
                    Subs =
                    [
                        new("value", "The person's id.") { CaseExact = true, Mutability = ScimMutability.Immutable },
                        new("$ref", "The person.", ScimKind.Reference) { Mutability = Reads, References = ["User"] },
                        new("display", "The person's name.") { Mutability = Reads },
                        new("type", "Always User.") { Mutability = ScimMutability.Immutable, Canonical = ["User"] },
                    ],
                },
            ]
        ),
        []
    );

    public static readonly IReadOnlyList<ScimResourceType> All = [User, Group];
}
