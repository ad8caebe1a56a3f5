// The scenario through the AWS SDK for Go v2. The version that Debian packages needs the endpoint in the code.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/smithy-go"
)

const value = "pass wörd ☃ 🔑"

var ctx = context.Background()

type refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func main() {
	endpoint := os.Getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER")
	here := func(options *secretsmanager.Options) {
		options.EndpointResolver = secretsmanager.EndpointResolverFromURL(endpoint)
	}
	loaded, err := config.LoadDefaultConfig(ctx)
	check(err)
	client := secretsmanager.NewFromConfig(loaded, here)
	elsewhere := secretsmanager.NewFromConfig(loaded, here, func(options *secretsmanager.Options) {
		options.Region = "eu-west-1"
	})
	other := secretsmanager.NewFromConfig(loaded, here, func(options *secretsmanager.Options) {
		options.Credentials = credentials.NewStaticCredentialsProvider("210987654321", "x", "")
	})

	created, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
		Name:         aws.String("app/db"),
		SecretString: aws.String(value),
		Tags:         []types.Tag{{Key: aws.String("team"), Value: aws.String("a b")}},
	})
	check(err)
	_, err = client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
		Name:         aws.String("app/key"),
		SecretBinary: []byte{0, 1, 255},
	})
	check(err)
	for number := 1; number <= 3; number++ {
		_, err = create(client, fmt.Sprintf("page/%d", number))
		check(err)
	}
	got, err := get(client, "app/db")
	check(err)
	key, err := get(client, "app/key")
	check(err)
	binary := []int{}
	for _, octet := range key.SecretBinary {
		binary = append(binary, int(octet))
	}
	names := []string{}
	pages := secretsmanager.NewListSecretsPaginator(client, &secretsmanager.ListSecretsInput{
		Filters:    []types.Filter{{Key: types.FilterNameStringTypeName, Values: []string{"page/"}}},
		SortOrder:  types.SortOrderTypeAsc,
		MaxResults: aws.Int32(2),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(err)
		for _, secret := range page.SecretList {
			names = append(names, *secret.Name)
		}
	}
	described, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String("app/db")})
	check(err)
	tags := map[string]string{}
	for _, tag := range described.Tags {
		tags[*tag.Key] = *tag.Value
	}
	_, missing := get(client, "no/such")
	_, exists := create(client, "app/db")
	_, invalid := create(client, "no spaces")
	_, otherRegion := get(elsewhere, "app/db")
	otherAccount, err := create(other, "app/db")
	check(err)

	printed, err := json.Marshal(map[string]interface{}{
		"created":         *created.ARN,
		"value":           *got.SecretString,
		"stages":          got.VersionStages,
		"binary":          binary,
		"createdIsRecent": math.Abs(time.Since(*got.CreatedDate).Seconds()) < 300,
		"tags":            tags,
		"names":           names,
		"missing":         refused(missing),
		"exists":          refused(exists),
		"invalid":         refused(invalid),
		"otherRegion":     refused(otherRegion),
		"otherAccount":    *otherAccount.ARN,
	})
	check(err)
	fmt.Println(string(printed))
}

func create(client *secretsmanager.Client, name string) (*secretsmanager.CreateSecretOutput, error) {
	return client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &name, SecretString: aws.String("x")})
}

func get(client *secretsmanager.Client, name string) (*secretsmanager.GetSecretValueOutput, error) {
	return client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &name})
}

func refused(err error) refusal {
	var known smithy.APIError
	if !errors.As(err, &known) {
		check(fmt.Errorf("expected an error of the service, not %v", err))
	}
	return refusal{known.ErrorCode(), known.ErrorMessage()}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
